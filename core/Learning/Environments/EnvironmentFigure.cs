using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>A figure by which an environment describes episodes, beside the reward.</summary>
/// <param name="Name">The name, which stands after <c>eval/</c> or <c>val/</c>.</param>
/// <param name="Goal">Which way is better.</param>
/// <param name="Summary">Meaning and unit, one sentence.</param>
/// <param name="Final">The name after <c>final/</c>, where it is another one.</param>
internal sealed record EnvironmentFigure(string Name, Goal Goal, string Summary, string? Final = null)
{
    /// <summary>The metric on a part of the data.</summary>
    public MetricDefinition Metric(string prefix) => new($"{prefix}/{(prefix == "final" ? Final ?? Name : Name)}", Goal, Summary);
}
