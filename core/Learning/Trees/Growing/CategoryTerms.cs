namespace ServerlessTuner.Core.Learning.Trees.Growing;

/// <summary>How splits by categories are searched.</summary>
/// <param name="Parameters">Limits and smoothing.</param>
/// <param name="HessianQuanta">Quanta in a hessian of 1.</param>
/// <param name="RowsPerHessian">Rows per quantum of hessian in the node, by which rows are estimated.</param>
internal readonly record struct CategoryTerms(BoosterParameters Parameters, double HessianQuanta, double RowsPerHessian);
