using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Backtesting.Signals;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Backtesting.Strategies;

/// <summary>
/// Says when to be long and when to be short; exits are common to all strategies (<see cref="ExitSettings"/>).
/// A new strategy is one class that implements this and one line in <see cref="StrategyRegistry.All"/>.
/// </summary>
/// <remarks>Keep no state: one instance serves all trials, from several threads at once.</remarks>
public interface IStrategy
{
    /// <summary>The name in the study file, in snake_case.</summary>
    string Name { get; }

    /// <summary>What it does, in one sentence for people.</summary>
    string Summary { get; }

    /// <summary>Its settings, without the common exits. Each may be fixed or searched.</summary>
    IReadOnlyList<Setting> Settings { get; }

    /// <summary>
    /// The rule for one set of values. Called once per distinct set, after kinds, bounds and choices have been checked
    /// against <see cref="Settings"/>.
    /// </summary>
    /// <param name="settings">A value for every one of <see cref="Settings"/>, defaults filled in.</param>
    /// <exception cref="InvalidInputException">The values do not go together.</exception>
    SignalRule Compile(ParameterSet settings);
}
