namespace ServerlessTuner.Core.Market;

/// <summary>A stretch without bars.</summary>
/// <param name="From">When the first missing bar would have opened (UTC).</param>
/// <param name="To">When the next bar opened (UTC).</param>
public sealed record DataGap(DateTime From, DateTime To)
{
    /// <summary>How long it is.</summary>
    public TimeSpan Length => To - From;
}
