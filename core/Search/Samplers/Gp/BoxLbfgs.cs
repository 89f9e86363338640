namespace ServerlessTuner.Core.Search.Samplers.Gp;

/// <summary>
/// Minimises in a box by L-BFGS (Nocedal, 1980) with projection: coordinates at a bound whose gradient points outward are held;
/// steps are shortened until the value falls enough (Armijo) or the attempts are used up.
/// </summary>
internal static class BoxLbfgs
{
    private const int Memory = 8;

    /// <summary>Minimises from <paramref name="x"/>, which receives the minimiser.</summary>
    /// <returns>The value there.</returns>
    public static double Minimize(
        Differentiable function, Span<double> x, ReadOnlySpan<double> low, ReadOnlySpan<double> high, int evaluations, double tolerance)
    {
        int n = x.Length, stored = 0;
        double[] gradient = new double[n],
            direction = new double[n],
            trial = new double[n],
            trialGradient = new double[n],
            alpha = new double[Memory];
        var steps = new double[Memory][];
        var changes = new double[Memory][];
        var inverse = new double[Memory];
        double value = function(x, gradient);
        int used = 1;
        while (used < evaluations)
        {
            Descent(x, low, high, gradient, direction, steps, changes, inverse, alpha, stored);
            double slope = 0, size = 0;
            for (int i = 0; i < n; i++)
            {
                slope += direction[i] * gradient[i];
                size = Math.Max(size, Math.Abs(direction[i]));
            }

            if (!(slope < 0))
            {
                if (stored == 0)
                    break;
                stored = 0;
                continue;
            }

            // The first step has no curvature to scale it.
            double step = stored == 0 ? Math.Min(1, 0.3 / size) : 1;
            double next = double.NaN, moved = 0;
            for (; used < evaluations; step *= 0.3)
            {
                moved = 0;
                for (int i = 0; i < n; i++)
                {
                    trial[i] = Math.Clamp(x[i] + (step * direction[i]), low[i], high[i]);
                    moved += (trial[i] - x[i]) * gradient[i];
                }

                next = function(trial, trialGradient);
                used++;
                if (next <= value + (1e-4 * moved) || step < 1e-6)
                    break;
            }

            if (!(next < value))
                break;
            Remember(x, trial, gradient, trialGradient, steps, changes, inverse, ref stored);
            double gain = value - next;
            value = next;
            trial.CopyTo(x);
            trialGradient.CopyTo(gradient, 0);
            if (gain < tolerance)
                break;
        }

        return value;
    }

    private static void Descent(
        ReadOnlySpan<double> x, ReadOnlySpan<double> low, ReadOnlySpan<double> high, double[] gradient, double[] direction,
        double[][] steps, double[][] changes, double[] inverse, double[] alpha, int stored)
    {
        int n = x.Length;
        for (int i = 0; i < n; i++)
            direction[i] = Held(i, x, low, high, gradient) ? 0 : -gradient[i];
        for (int k = stored - 1; k >= 0; k--)
        {
            alpha[k] = inverse[k] * Dot(steps[k], direction);
            for (int i = 0; i < n; i++)
                direction[i] -= alpha[k] * changes[k][i];
        }

        if (stored > 0)
        {
            double scale = 1 / (inverse[stored - 1] * Dot(changes[stored - 1], changes[stored - 1]));
            for (int i = 0; i < n; i++)
                direction[i] *= scale;
        }

        for (int k = 0; k < stored; k++)
        {
            double beta = inverse[k] * Dot(changes[k], direction);
            for (int i = 0; i < n; i++)
                direction[i] += (alpha[k] - beta) * steps[k][i];
        }

        for (int i = 0; i < n; i++)
        {
            if (Held(i, x, low, high, gradient))
                direction[i] = 0;
        }
    }

    private static bool Held(int i, ReadOnlySpan<double> x, ReadOnlySpan<double> low, ReadOnlySpan<double> high, double[] gradient) =>
        (x[i] <= low[i] && gradient[i] > 0) || (x[i] >= high[i] && gradient[i] < 0);

    private static void Remember(
        ReadOnlySpan<double> x, double[] trial, double[] gradient, double[] trialGradient, double[][] steps, double[][] changes,
        double[] inverse, ref int stored)
    {
        var step = new double[trial.Length];
        var change = new double[trial.Length];
        for (int i = 0; i < step.Length; i++)
            (step[i], change[i]) = (trial[i] - x[i], trialGradient[i] - gradient[i]);
        double curvature = Dot(step, change);
        // Pairs without positive curvature would spoil the inverse Hessian.
        if (!(curvature > 1e-12 * Dot(change, change)))
            return;
        if (stored == Memory)
        {
            Array.Copy(steps, 1, steps, 0, Memory - 1);
            Array.Copy(changes, 1, changes, 0, Memory - 1);
            Array.Copy(inverse, 1, inverse, 0, Memory - 1);
            stored--;
        }

        (steps[stored], changes[stored], inverse[stored]) = (step, change, 1 / curvature);
        stored++;
    }

    private static double Dot(double[] left, double[] right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
            sum += left[i] * right[i];
        return sum;
    }
}
