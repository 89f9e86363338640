using ServerlessTuner.Core.Backtesting.Strategies;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Backtesting.Exits;

/// <summary>The exits and entry filters that every strategy has. Each may be fixed or searched; 0 switches a rule off.</summary>
public static class ExitSettings
{
    private static readonly string[] Directions = ["both", "long", "short"];

    /// <summary>All definitions, in the order in which they are listed.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Number("stop_pips", "Distance of the stop from the entry, in pips; 0 for none.", 10, 100),
        Number("target_pips", "Distance of the target from the entry, in pips; 0 for none.", 10, 200),
        Number("stop_atr", "Distance of the stop in average true ranges of the signal bar, instead of pips; 0 for none.", 1, 5),
        Number("target_atr", "Distance of the target in average true ranges of the signal bar, instead of pips; 0 for none.", 1, 8),
        StrategySetting.Bars("atr_period", 14, "Smoothing period of the average true range, in bars.", 7, 50),
        Whole("max_bars", 0, "Closes at the open this many bars after the entry; 0 for never.", 1_000_000, 6, 240),
        Setting.Boolean(
            "exit_on_opposite",
            true,
            "Whether an opposite signal closes (and turns) a position; false ignores signals while a position is open."),
        Number("trailing_pips", "Distance of a stop that follows the best price of completed bars, in pips; 0 for none.", 10, 100),
        Number(
            "trailing_atr", "Distance of the trailing stop in average true ranges of the signal bar, instead of pips; 0 for none.", 1, 6),
        Number("break_even_pips", "Once a completed bar has reached this profit in pips, the stop moves to the entry; 0 for never.", 5, 60),
        Whole("hours_from", 0, "First UTC hour in which a position may be opened, by the open time of the entry bar.", 24, 0, 23),
        Whole(
            "hours_to",
            24,
            "UTC hour from which on no position is opened; below hours_from the window passes midnight, equal to it there is no filter.",
            24,
            1,
            24),
        Setting.Choice("direction", "both", "Which signals open positions: both, long or short. The others still close.", Directions),
    ];

    /// <summary>The rules for a value of every one of <see cref="All"/>.</summary>
    /// <exception cref="InvalidInputException">Two rules contradict each other.</exception>
    public static ExitRules Compile(ParameterSet settings)
    {
        var problems = new List<InputProblem>();
        CheckOneOf(settings, "stop_pips", "stop_atr", problems);
        CheckOneOf(settings, "target_pips", "target_atr", problems);
        CheckOneOf(settings, "trailing_pips", "trailing_atr", problems);
        if (problems.Count > 0)
            throw new InvalidInputException(problems);
        var rules = new ExitRules
        {
            StopPips = settings.NumberOf("stop_pips"),
            TargetPips = settings.NumberOf("target_pips"),
            StopAtr = settings.NumberOf("stop_atr"),
            TargetAtr = settings.NumberOf("target_atr"),
            AtrPeriod = settings.BarsOf("atr_period"),
            MaxBars = settings.BarsOf("max_bars"),
            ExitOnOpposite = settings["exit_on_opposite"].AsBoolean(),
            TrailingPips = settings.NumberOf("trailing_pips"),
            TrailingAtr = settings.NumberOf("trailing_atr"),
            BreakEvenPips = settings.NumberOf("break_even_pips"),
            HoursFrom = settings.BarsOf("hours_from") % 24,
            HoursTo = settings.BarsOf("hours_to") % 24,
            Direction = (TradeDirection)Array.IndexOf(Directions, settings["direction"].ToString()),
        };

        // Trials that trade alike compare equal and share their work.
        rules = rules.UsesAtr ? rules : rules with { AtrPeriod = 0 };
        return rules.HoursFrom == rules.HoursTo ? rules with { HoursFrom = 0, HoursTo = 0 } : rules;
    }

    private static void CheckOneOf(ParameterSet settings, string pips, string atr, List<InputProblem> problems)
    {
        if (settings.NumberOf(pips) > 0 && settings.NumberOf(atr) > 0)
        {
            problems.Add(new InputProblem(
                Place.Field(pips),
                $"{pips} is {settings[pips]} and {atr} is {settings[atr]}, but only one of them can set the level.",
                "Set the other to 0."));
        }
    }

    // Pips or average true ranges, 0 for off.
    private static Setting Number(string name, string summary, double low, double high) =>
        StrategySetting.Number(name, 0, summary, 0, null, low, high);

    private static Setting Whole(string name, int usual, string summary, int max, int low, int high) =>
        Setting.Integer(name, usual, summary, min: 0, max: max) with { SuggestedLow = low, SuggestedHigh = high };
}
