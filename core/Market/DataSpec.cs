namespace ServerlessTuner.Core.Market;

/// <summary>Market data of one symbol.</summary>
/// <param name="Symbol">The symbol, such as <c>EURUSD</c>.</param>
/// <param name="Source">A path, a glob, or a blob name; relative paths are relative to the study file, or, from the command line, to the
/// working directory.</param>
/// <param name="PipSize">The pip size in quote units, or null for the usual one.</param>
/// <param name="LimitBars">Only the last so many bars (after the date range), or null for all.</param>
/// <param name="From">First bar-open time (UTC), or null.</param>
/// <param name="To">First bar-open time (UTC) no longer used, or null.</param>
/// <param name="Synth">Generate the bars instead of reading them; <paramref name="Source"/> is then empty.</param>
public sealed record DataSpec(
    string Symbol,
    string Source,
    double? PipSize = null,
    int? LimitBars = null,
    DateTime? From = null,
    DateTime? To = null,
    SynthSpec? Synth = null);
