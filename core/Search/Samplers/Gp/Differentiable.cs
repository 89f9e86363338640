namespace ServerlessTuner.Core.Search.Samplers.Gp;

/// <summary>A function and its gradient: returns the value at <paramref name="x"/> and writes the gradient.</summary>
internal delegate double Differentiable(ReadOnlySpan<double> x, Span<double> gradient);
