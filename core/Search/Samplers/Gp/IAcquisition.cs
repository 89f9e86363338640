namespace ServerlessTuner.Core.Search.Samplers.Gp;

/// <summary>A function of features to be maximised, with its gradient.</summary>
internal interface IAcquisition
{
    double Value(ReadOnlySpan<double> features);

    double Value(ReadOnlySpan<double> features, Span<double> gradient);
}
