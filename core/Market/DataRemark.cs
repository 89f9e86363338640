namespace ServerlessTuner.Core.Market;

/// <summary>Something that was assumed about a symbol's data, or that looks wrong about it; said before results are believed.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Text">What was found, what follows from it, and what to write; whole sentences.</param>
public sealed record DataRemark(string Symbol, DataRemarkKind Kind, string Text)
{
    /// <summary>The kind as programs read it, such as <c>spread_missing</c>.</summary>
    public string Code => Kind switch
    {
        DataRemarkKind.PipSizeAssumed => "pip_size_assumed",
        DataRemarkKind.SpreadMissing => "spread_missing",
        DataRemarkKind.SpreadUnlikely => "spread_unlikely",
        DataRemarkKind.PipSizeUnlikely => "pip_size_unlikely",
        DataRemarkKind.WindowTooLong => "window_too_long",
        DataRemarkKind.FeatureTellsNothing => "feature_tells_nothing",
        _ => "prices_rounded",
    };
}
