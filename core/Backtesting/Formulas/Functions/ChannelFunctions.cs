using ServerlessTuner.Core.Model.Expressions;
using static ServerlessTuner.Core.Model.Expressions.FunctionArgument;

namespace ServerlessTuner.Core.Backtesting.Formulas.Functions;

/// <summary>Channels around the price.</summary>
internal static class ChannelFunctions
{
    private const string Bollinger =
        "Bollinger band (J. Bollinger): the simple average and k population standard deviations of the last n values.";
    private const string Donchian = "Donchian channel (R. Donchian), the current bar included; write [1] behind it for the bars before.";
    private const string Keltner =
        "Keltner channel (C. Keltner 1960, after L. B. Raschke): the exponential average and k average true ranges of m bars.";

    private static readonly FunctionArgument[] BollingerArguments = [Series("x", "close"), Window(value: "20"), Number("k", "2")];
    private static readonly FunctionArgument[] KeltnerArguments =
        [Series("x", "close"), Window(value: "20"), Number("k", "2"), Window("m", "10")];

    public static readonly FormulaFunction[] All =
    [
        FormulaFunction.Of("bollinger_upper", BollingerArguments, "Upper " + Bollinger, "sma(x, n) + k * stdev(x, n)"),
        FormulaFunction.Of("bollinger_lower", BollingerArguments, "Lower " + Bollinger, "sma(x, n) - k * stdev(x, n)"),
        FormulaFunction.Of("donchian_upper", [Window(value: "20")], "Upper line of the " + Donchian, "highest(high, n)"),
        FormulaFunction.Of("donchian_lower", [Window(value: "20")], "Lower line of the " + Donchian, "lowest(low, n)"),
        FormulaFunction.Of("keltner_upper", KeltnerArguments, "Upper line of the " + Keltner, "ema(x, n) + k * atr(m)"),
        FormulaFunction.Of("keltner_lower", KeltnerArguments, "Lower line of the " + Keltner, "ema(x, n) - k * atr(m)"),
    ];
}
