namespace ServerlessTuner.Cli.Running;

/// <summary>Something that was assumed about the data.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="Kind">What it is about, such as <c>spread_missing</c>.</param>
/// <param name="Text">The sentences that people read.</param>
internal sealed record EventRemark(string Symbol, string Kind, string Text);
