namespace ServerlessTuner.Core.Market;

/// <summary>The grid of whole points on which backtests keep prices: a ten-thousandth of a pip, coarser for very large prices.</summary>
public static class PriceGrid
{
    /// <summary>Every price and distance is below this many points, so that sums of two fit 32 bits.</summary>
    public const int Limit = 1 << 30;

    /// <summary>
    /// How many points make a pip: 10,000, or a tenth, a hundredth, … of it where prices would exceed <see cref="Limit"/>.
    /// </summary>
    /// <param name="highest">The highest price, in quote units.</param>
    /// <param name="pipSize">The size of a pip, in quote units.</param>
    public static int PointsPerPip(double highest, double pipSize)
    {
        int points = 10_000;
        while (points > 1 && highest / pipSize * points >= Limit)
            points /= 10;
        return points;
    }

    /// <summary>How many points make one quote unit.</summary>
    /// <param name="pointsPerPip">See <see cref="PointsPerPip"/>.</param>
    /// <param name="pipSize">The size of a pip, in quote units.</param>
    public static double PointsPerUnit(int pointsPerPip, double pipSize)
    {
        double scale = pointsPerPip / pipSize;
        // 10,000 / 0.0001 must be 100,000,000 whatever the rounding of 0.0001.
        return Math.Abs(scale - Math.Round(scale)) <= scale * 1e-12 ? Math.Round(scale) : scale;
    }
}
