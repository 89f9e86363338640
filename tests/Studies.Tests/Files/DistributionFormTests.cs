using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Studies.Files;

namespace ServerlessTuner.Studies.Tests.Files;

/// <summary>The distributions of a W&amp;B sweep file under their W&amp;B names.</summary>
public class DistributionFormTests
{
    [Theory]
    [InlineData("{distribution: log_uniform, min: -2, max: 3}", -2, 3)]
    [InlineData("{distribution: inv_log_uniform, min: 1, max: 2}", -2, -1)]
    public void Read_Exponents_AreTheLogarithmsOfTheBounds(string text, double low, double high) =>
        Assert.Equal(new FloatDistribution(PortableMath.Exp(low), PortableMath.Exp(high), Log: true), Read(text));

    [Theory]
    [InlineData("log_uniform_values")]
    [InlineData("inv_log_uniform_values")]
    public void Read_Values_AreTheBounds(string name) =>
        Assert.Equal(new FloatDistribution(0.01, 100, Log: true), Read($"{{distribution: {name}, min: 0.01, max: 100}}"));

    [Fact]
    public void Read_QuantizedUniformInAGrid_IsWandbsRange()
    {
        Distribution distribution = Read("{distribution: q_uniform, min: 1, max: 10, q: 3}", "grid");

        Assert.Equal([1L, 4L, 7L], Enumerable.Range(0, (int)distribution.Count!.Value).Select(i => distribution.ValueAt(i).AsInteger()));
    }

    [Fact]
    public void Read_QuantizedUniform_IsRoundedDraws() =>
        Assert.Equal(
            new QuantizedDistribution(new FloatDistribution(1, 10), 3, Integer: true),
            Read("{distribution: q_uniform, min: 1, max: 10, q: 3}"));

    [Fact]
    public void Forms_EachName_IsThereOnce() =>
        Assert.Equal(Distributions.Forms.Count, Distributions.Forms.Select(form => form.Name).Distinct(StringComparer.Ordinal).Count());

    private static Distribution Read(string text, string sampler = "random") =>
        StudyFile.Parse(
            $"function: sphere\nsampler: {sampler}\ntrials: 5\nparameters:\n  x: {text}\n", "s.yaml").Space.Parameters[0].Distribution;
}
