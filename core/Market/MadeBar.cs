namespace ServerlessTuner.Core.Market;

/// <summary>A bar as whole points of the last price digit.</summary>
internal readonly record struct MadeBar(long Time, long Open, long High, long Low, long Close, long Volume, long Spread);
