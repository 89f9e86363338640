using ServerlessTuner.Core.Search.Samplers.Gp;

namespace ServerlessTuner.Core.Search.Samplers.Auto;

/// <summary>A kind of Gaussian process.</summary>
internal sealed record ModelKind(GpShape Shape, bool Sums, bool Logarithmic);
