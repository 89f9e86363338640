namespace ServerlessTuner.Core.Learning.Trees.Explaining;

/// <summary>
/// The features on the way from the root, with the weights of all sets of them (Lundberg et al. 2020, EXTEND and UNWIND).
/// </summary>
internal sealed class ShapPath
{
    private readonly List<ShapStep> steps;

    /// <summary>The empty way.</summary>
    public ShapPath() => steps = [];

    /// <summary>A copy.</summary>
    public ShapPath(ShapPath other) => steps = [.. other.steps];

    /// <summary>How many features, and one.</summary>
    public int Length => steps.Count;

    /// <summary>A feature of the way.</summary>
    public ShapStep this[int index] => steps[index];

    /// <summary>Where a feature is on the way; 0 or less where it is not.</summary>
    public int Find(int feature) => steps.FindIndex(1, step => step.Feature == feature);

    /// <summary>Lengthens the way by a feature.</summary>
    public void Extend(double zero, double one, int feature)
    {
        int depth = steps.Count;
        steps.Add(new ShapStep(feature, zero, one, depth == 0 ? 1 : 0));
        for (int i = depth - 1; i >= 0; i--)
        {
            double weight = steps[i].Weight;
            SetWeight(i + 1, steps[i + 1].Weight + (one * weight * (i + 1) / (depth + 1)));
            SetWeight(i, zero * weight * (depth - i) / (depth + 1));
        }
    }

    /// <summary>Takes a feature off the way.</summary>
    public void Unwind(int index)
    {
        int depth = steps.Count - 1;
        (double one, double zero, double next) = (steps[index].One, steps[index].Zero, steps[depth].Weight);
        for (int i = depth - 1; i >= 0; i--)
        {
            if (one != 0)
            {
                double weight = steps[i].Weight;
                SetWeight(i, next * (depth + 1) / ((i + 1) * one));
                next = weight - (steps[i].Weight * zero * (depth - i) / (depth + 1));
            }
            else
            {
                SetWeight(i, steps[i].Weight * (depth + 1) / (zero * (depth - i)));
            }
        }

        for (int i = index; i < depth; i++)
            steps[i] = steps[i + 1] with { Weight = steps[i].Weight };
        steps.RemoveAt(depth);
    }

    /// <summary>The sum of the weights with a feature taken off.</summary>
    public double UnwoundSum(int index)
    {
        int depth = steps.Count - 1;
        (double one, double zero, double next, double sum) = (steps[index].One, steps[index].Zero, steps[depth].Weight, 0);
        for (int i = depth - 1; i >= 0; i--)
        {
            if (one != 0)
            {
                double weight = next * (depth + 1) / ((i + 1) * one);
                sum += weight;
                next = steps[i].Weight - (weight * zero * (depth - i) / (depth + 1));
            }
            else if (zero != 0)
            {
                sum += steps[i].Weight * (depth + 1) / (zero * (depth - i));
            }
        }

        return sum;
    }

    private void SetWeight(int index, double weight) => steps[index] = steps[index] with { Weight = weight };
}
