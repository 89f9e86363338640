using ServerlessTuner.Core.Backtesting.Signals;

namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>How far one signal rule has come.</summary>
internal struct RuleState
{
    /// <summary>What the rule says.</summary>
    public SignalLatch Latch;

    /// <summary>The signal bar of the position held, plus one; 0 for none.</summary>
    public int Held;
}
