namespace ServerlessTuner.Core.Search.Samplers.Gp;

/// <summary>The shape of a stationary covariance.</summary>
internal enum GpShape
{
    /// <summary>Matérn with ν = 5/2: twice differentiable, the usual choice for objectives.</summary>
    Matern52,

    /// <summary>Squared exponential: infinitely smooth, extrapolates polynomials well.</summary>
    Gaussian,
}
