namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>A position in one symbol; of size 0 where there is none.</summary>
internal struct TradingPosition
{
    /// <summary>The signed size, from −1 to 1.</summary>
    public double Size;

    /// <summary>The price at which it was opened, costs included.</summary>
    public double Entry;

    /// <summary>The price at which it is closed with a profit.</summary>
    public double Target;

    /// <summary>The price at which it is closed with a loss; 0 for none.</summary>
    public double Stop;

    /// <summary>The price to which its profit is counted already.</summary>
    public double Mark;

    /// <summary>Bars since it was opened.</summary>
    public int Age;

    /// <summary>Its profit so far, in basis points.</summary>
    public double Profit;

    /// <summary>Whether there is one.</summary>
    public readonly bool IsOpen => Size != 0;
}
