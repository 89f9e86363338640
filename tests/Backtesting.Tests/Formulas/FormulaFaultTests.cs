using ServerlessTuner.Core.Backtesting.Formulas;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Expressions;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Backtesting.Tests.Formulas;

public class FormulaFaultTests
{
    private static readonly FormulaScope Scope = new(["n", "buffer"], [new("range_high", "highest(high, n)[1]")], ["EURUSD", "DXY"]);

    [Theory]
    [InlineData("smaa(close, 3)", "column 1: smaa is not a function. Did you mean sma?")]
    [InlineData("ema(close)", "column 1: ema takes 2 values, but 1 is given. Write ema(x, n).")]
    [InlineData("1 + rsi(close, 14, 3)", "column 5: rsi takes 0 to 2 values, but 3 are given. Write rsi(x = close, n = 14).")]
    [InlineData("tr(5)", "column 1: tr takes no value, but 1 is given. Write tr().")]
    [InlineData(
        "sma(close, volume)",
        "column 12: n of sma changes with every bar, but must be known without bars: a number, a parameter, or arithmetic of those.")]
    [InlineData(
        "sma(close, 2.5)",
        "column 12: n of sma is 2.5, but must be a whole number of bars, 1 or more. Round it, or give the parameter whole numbers.")]
    [InlineData(
        "sma(close, 0)",
        "column 12: n of sma is 0, but must be a whole number of bars, 1 or more. Round it, or give the parameter whole numbers.")]
    [InlineData(
        "slope(close, 1)",
        "column 14: n of slope is 1, but must be a whole number of bars, 2 or more. Round it, or give the parameter whole numbers.")]
    [InlineData("sma('close', 3)", "column 5: x of sma is the text 'close', but must be a series or a number. Write sma(x, n).")]
    [InlineData("sma(close, '3')", "column 12: n of sma is the text '3', but must be a number. Write sma(x, n).")]
    [InlineData("bollinger_upper(close, 20, 1 / 0)", "column 30: k of bollinger_upper is Infinity, but must be a finite number.")]
    [InlineData("supertrend(10, -1)", "column 16: k of supertrend is -1, but must be a number, 0 or more.")]
    [InlineData("on(4, close)", "column 4: interval of on must be a text in quotes. Write on(\"interval\", x).")]
    [InlineData(
        "on('4x', close)",
        "column 4: interval of on is '4x', but must be a length of bars that divides a day, or whole days or weeks. Write for example "
            + "\"15m\", \"4h\", \"1d\" or \"1w\".")]
    [InlineData(
        "on('5h', close)",
        "column 4: interval of on is '5h', but must be a length of bars that divides a day, or whole days or weeks. Write for example "
            + "\"15m\", \"4h\", \"1d\" or \"1w\".")]
    [InlineData("of('DXX', close)", "column 4: symbol of of is 'DXX', which is not a symbol of the study. Did you mean DXY?")]
    [InlineData("close[-1]", "column 6: The shift is -1, which would look ahead. Write x[1] for the value of one bar ago.")]
    [InlineData("close[1 - 3]", "column 6: The shift is -2, which would look ahead. Write x[1] for the value of one bar ago.")]
    [InlineData("close[1.5]", "column 6: The shift is 1.5, but must be a whole number of bars, 0 or more.")]
    [InlineData("close['1']", "column 6: The shift is the text '1', but must be a whole number of bars, 0 or more.")]
    [InlineData(
        "close[volume]",
        "column 6: The shift changes with every bar, but must be known without bars: a number, a parameter, or arithmetic of those.")]
    [InlineData("close[1", "column 6: [ is opened here but not closed. Add ].")]
    [InlineData("close]", "column 6: ] closes nothing. Remove it, or add [ before.")]
    [InlineData("close[]", "column 7: ] stands where a name or a number must be.")]
    [InlineData("sma + 1", "column 1: sma is a function. Write sma(x, n).")]
    [InlineData("clos > 1", "column 1: clos is not a parameter, a let name or a name of bars. Did you mean close?")]
    [InlineData("close > bufer * tr", "column 9: bufer is not a parameter, a let name or a name of bars. Did you mean buffer?")]
    [InlineData("'text'", "column 1: The expression is the text 'text', but must be a number or a series.")]
    [InlineData(
        "close == 'text'",
        "column 10: 'text' is a text, but must be a number or a series. Texts may be compared with parameters by == and !=.")]
    public void TryCompile_Fault_NamesColumnAndRemedy(string text, string message)
    {
        Assert.False(Scope.TryCompile(text, out _, out ExpressionFault? fault));
        Assert.Equal(message, fault.ToString());
    }

    [Fact]
    public void TryBind_ValueThatIsNoWindow_IsAFaultOfTheTrial()
    {
        Formula formula = Scope.Compile("close > range_high");

        Assert.False(formula.TryBind(Make.Set(("n", 2.5)), out _, out ExpressionFault? fault));
        Assert.Equal(
            "column 9: In range_high, column 15: n of highest is 2.5, but must be a whole number of bars, 1 or more. Round it, or give the "
                + "parameter whole numbers.",
            fault.ToString());
        Assert.False(formula.TryBind(Make.Set(("buffer", 2.5)), out _, out fault));
        Assert.Contains("n has no value in this trial.", fault.Message);
        Assert.False(formula.TryBind(Make.Set(("n", "ten")), out _, out fault));
        Assert.Contains("n of highest is the text 'ten', but must be a number.", fault.Message);
        Assert.True(formula.TryBind(Make.Set(("n", 10.0)), out _, out _));
    }

    [Fact]
    public void TryBind_NegativeShiftParameter_IsRefused()
    {
        Formula formula = Scope.Compile("close[n]");

        Assert.False(formula.TryBind(Make.Set(("n", -1)), out _, out ExpressionFault? fault));
        Assert.Contains("which would look ahead", fault.Message);
    }

    [Fact]
    public void Faults_NamesThatShadow_AreAllReported()
    {
        var scope = new FormulaScope(["close", "n", "max"], [new("ema", "1"), new("n", "2"), new("a", "1"), new("a", "2")]);

        Assert.Equal(
            [
                "close: column 1: close is also the name of a number of each bar. Choose another name.",
                "max: column 1: max is also the name of a function. Choose another name.",
                "ema: column 1: ema is also the name of a function. Choose another name.",
                "n: column 1: n is also a parameter. Choose another name.",
                "a: column 1: a is also another let name. Choose another name.",
            ],
            scope.Faults.Select(fault => fault.ToString()));
        Assert.False(scope.TryCompile("open", out _, out ExpressionFault? refused));
        Assert.Contains("close is also", refused.Message);
    }

    [Fact]
    public void Faults_LetNames_MayUseEachOtherButNotThemselves()
    {
        Assert.Empty(new FormulaScope([], [new("a", "b + 1"), new("b", "close")]).Faults);
        Assert.Equal(
            "a: column 1: a is defined by itself: a → b → c → a. Let one of them use something else.",
            Assert.Single(new FormulaScope([], [new("d", "a"), new("a", "b + 1"), new("b", "1 + c"), new("c", "a")]).Faults).ToString());
        Assert.Equal("a: column 7: 1 follows without an operator. Write for example * or and before it.", new FormulaScope([], [new("a", "close 1")]).Faults[0].ToString());
        Assert.Equal("b: column 1: smaa is not a function. Did you mean sma?", new FormulaScope([], [new("b", "smaa(close, 2)")]).Faults[0].ToString());
    }

    [Fact]
    public void Unused_ParametersAndLets_AreFoundThroughLets()
    {
        var scope = new FormulaScope(["n", "k", "idle"], [new("a", "sma(close, n)"), new("b", "a * k"), new("lazy", "a")]);

        Assert.Equal(["idle", "lazy"], scope.Unused([scope.Compile("b > close")]));
        Assert.Equal(["k", "idle", "b", "lazy"], scope.Unused([scope.Compile("a > close")]));
        Assert.Equal(["n", "k"], scope.Compile("b").Parameters);
    }

    [Fact]
    public void Remarks_WindowBeyondTheData_IsNoFault()
    {
        Bars bars = FormulaMake.Synthetic(100);
        FormulaStore store = FormulaMake.Market(bars)["EURUSD"];
        FormulaNode node = FormulaMake.Node("ema(close, 200) + on('4h', sma(close, 30)) + sma(close, 100)");

        Assert.Equal(
            [
                "n = 200 of ema is more than the 100 bars of EURUSD: it is never defined.",
                $"n = 30 of sma is more than the 25 bars of EURUSD: it is never defined.",
            ],
            store.Remarks(node));
        Assert.All(store.Values(node), value => Assert.True(double.IsNaN(value)));
    }

    [Fact]
    public void Remarks_BarsOfUnevenLength_AreNamedWhereItMatters()
    {
        Bars even = FormulaMake.Synthetic(100);
        long[] times = [.. even.Times];
        times[50] -= TimeSpan.TicksPerSecond;
        Bars uneven = new(even.Symbol, even.PipSize, times, even.Open, even.High, even.Low, even.Close, even.Volume, even.Spread);
        FormulaNode node = FormulaMake.Node("on('4h', close) + on('1d', close)");

        Assert.Equal(
            [
                "Bars of EURUSD are mostly 1h apart, but some 3599s. Each is taken to be over after 3599s; remove the bars in between if they "
                    + "are a mistake.",
            ],
            FormulaMake.Market(uneven)["EURUSD"].Remarks(node));
        Assert.Empty(FormulaMake.Market(even)["EURUSD"].Remarks(node));
        Assert.Empty(FormulaMake.Market(uneven)["EURUSD"].Remarks(FormulaMake.Node("sma(close, 5)")));
    }

    [Fact]
    public void Values_OnShorterInterval_IsRefused()
    {
        Bars bars = FormulaMake.Synthetic(100);

        var fault = Assert.Throws<InvalidInputException>(() => FormulaMake.Values(bars, "on('15m', close)"));

        Assert.Equal("on(\"15m\", …): EURUSD has bars of 1h, which are longer than 15m. Write 1h or longer.", fault.Message);
    }

    [Fact]
    public void Market_IntervalLongerThanSteps_IsRefused()
    {
        var fault = Assert.Throws<InvalidInputException>(() => new FormulaMarket(
            [FormulaMake.Synthetic(100)], new Dictionary<string, TimeSpan> { ["EURUSD"] = TimeSpan.FromHours(4) }));

        Assert.Equal("EURUSD: bars follow each other after 1h, but are said to be of 4h. Give the length of the shortest bar.", fault.Message);
    }

    [Fact]
    public void Faults_LongChainsAndSums_DoNotOverflowTheStack()
    {
        // A stack smaller than any that a host gives its threads.
        var thread = new Thread(Check, 768 << 10);
        thread.Start();
        thread.Join();

        static void Check()
        {
            KeyValuePair<string, string>[] chain =
                [new("a0", "close"), .. Enumerable.Range(1, 5000).Select(i => new KeyValuePair<string, string>($"a{i}", $"a{i - 1} + a{i - 1}"))];
            FormulaFault fault = new FormulaScope([], chain).Faults[0];
            Assert.Equal("a1001", fault.Name);
            Assert.Contains("more than 1000 levels deep", fault.Fault.Message);
            Assert.Contains("a0 → a1 → a2", new FormulaScope([], [new("a0", "a1"), .. chain[1..].Select((let, i) =>
                new KeyValuePair<string, string>(let.Key, $"a{(i + 2) % chain.Length}"))]).Faults[0].Fault.Message);

            // The deepest that is let through. Its value doubles at each step.
            var scope = new FormulaScope([], chain[..1000]);
            FormulaNode deep = scope.Compile("a999").Bind(FormulaMake.Nothing);
            Bars bars = FormulaMake.Synthetic(3);
            Assert.Equal(bars.Close[2] * Math.Pow(2, 999), FormulaMake.Market(bars)["EURUSD"].Values(deep)[2]);
            Assert.Empty(FormulaMake.Market(bars)["EURUSD"].Remarks(deep));
            Assert.InRange(deep.ToString().Length, 500, 50_000);
            string sum = string.Join(" + ", Enumerable.Repeat("close", 999));
            Assert.Equal(
                bars.Close[2] * 999, FormulaMake.Market(bars)["EURUSD"].Values(new FormulaScope([]).Compile(sum).Bind(FormulaMake.Nothing))[2], 1e-9);
        }
    }
}
