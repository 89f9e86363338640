namespace ServerlessTuner.Core.Learning.Trees.Growing;

/// <summary>
/// What the search of one node needs to know, in quanta of <see cref="GradientScale"/>. As those are powers of two, nothing is rounded by
/// it.
/// </summary>
/// <param name="Gradient">Sum of the node's gradients.</param>
/// <param name="Hessian">Sum of the node's hessians.</param>
/// <param name="Alpha">L1 penalty.</param>
/// <param name="Lambda">L2 penalty.</param>
/// <param name="MinHessian">Hessians that a child needs; at least one quantum.</param>
internal readonly record struct GainTerms(double Gradient, double Hessian, double Alpha, double Lambda, double MinHessian)
{
    /// <summary>T(G)² / (H + λ), where T shrinks the gradients' magnitude by α.</summary>
    public double ScoreOf(double gradient, double hessian)
    {
        double shrunk = Math.Max(Math.Abs(gradient) - Alpha, 0);
        return shrunk * shrunk / (hessian + Lambda);
    }

    /// <summary>The scores of two children together, with one division.</summary>
    public double ScoreOf(double gradient, double hessian, double otherGradient, double otherHessian)
    {
        double shrunk = Math.Max(Math.Abs(gradient) - Alpha, 0), otherShrunk = Math.Max(Math.Abs(otherGradient) - Alpha, 0);
        double below = hessian + Lambda, otherBelow = otherHessian + Lambda;
        return ((shrunk * shrunk * otherBelow) + (otherShrunk * otherShrunk * below)) / (below * otherBelow);
    }
}
