using System.Security.Cryptography;
using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Learning.Networks;
using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Learning.Tests.Policies;

public class PpoTests
{
    private static readonly PpoSettings Small = new(
        LearningRate: 1e-3, Steps: 256, Environments: 4, BatchSize: 32, Epochs: 4, Hidden: [16, 16], TotalSteps: 2560);

    [Fact]
    public void Advantages_ThreeRewardsOfOne_AreThePublishedOnes()
    {
        var advantages = new float[3];

        GeneralAdvantages.Of([1, 1, 1], [0.5f, 0.5f, 0.5f], [false, false, false], 0.5, 0.99, 0.95, advantages);

        Assert.Equal(
            [2.81091504875, 1.9307975, 0.995],
            advantages.Select(static one => (double)one),
            static (one, other) => Math.Abs(one - other) < 1e-6);
    }

    [Fact]
    public void Advantages_EpisodeThatEnds_KnowsNothingOfTheNext()
    {
        var advantages = new float[2];

        GeneralAdvantages.Of([1, 5], [0.5f, 0.25f], [true, false], 2, 0.9, 0.8, advantages);

        Assert.Equal([0.5f, 5 + (0.9f * 2) - 0.25f], advantages, static (one, other) => Math.Abs(one - other) < 1e-6);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Head_Gradient_IsTheSlope(bool discrete)
    {
        var numbers = new FloatBuffer(16);
        numbers.Span[0] = 0.3f;
        numbers.Span[1] = -0.4f;
        var gaussian = new GaussianHead(2, numbers, 0);
        gaussian.Refresh();
        PpoHead head = discrete ? new CategoricalHead(3) : gaussian;
        float[] outputs = discrete ? [0.2f, -1f, 0.7f] : [0.4f, -0.3f], action = discrete ? [2] : [0.1f, 0.6f];
        var gradient = new float[outputs.Length];
        var own = new double[2];
        head.Judge(outputs, action);
        head.Differentiate(outputs, action, 1.5, 0.7, gradient, own);

        for (int i = 0; i < outputs.Length; i++)
            Assert.Equal(Slope(ref outputs[i]), gradient[i], 1e-3);
        for (int i = 0; i < 2 && !discrete; i++)
            Assert.Equal(Slope(ref numbers.Span[i]), own[i], 1e-3);

        double Slope(ref float at)
        {
            float kept = at;
            at = kept + 1e-2f;
            double above = Value();
            at = kept - 1e-2f;
            double below = Value();
            at = kept;
            return (above - below) / 2e-2;
        }

        double Value()
        {
            gaussian.Refresh();
            (double log, double entropy) = head.Judge(outputs, action);
            return (1.5 * log) + (0.7 * entropy);
        }
    }

    [Fact]
    public void Draw_ManyTimes_HasTheProbabilities()
    {
        var head = new CategoricalHead(3);
        var random = new RandomStream(1, 1);
        float[] outputs = [0, 1, 2], action = [0];
        var counts = new int[3];
        for (int i = 0; i < 30_000; i++)
        {
            double log = head.Draw(outputs, ref random, action);
            counts[(int)action[0]]++;
            Assert.Equal(head.Judge(outputs, action).LogProbability, log);
        }

        double sum = 1 + Math.E + (Math.E * Math.E);
        Assert.Equal(
            [1 / sum, Math.E / sum, Math.E * Math.E / sum],
            counts.Select(static count => count / 30_000.0),
            static (one, other) => Math.Abs(one - other) < 0.01);
    }

    [Fact]
    public void Moments_InBatches_AreThoseOfAllAtOnce()
    {
        var random = new RandomStream(2, 2);
        float[] values = [.. Enumerable.Range(0, 600).Select(_ => (float)((random.NextNormal() * 3) + 5))];
        var moments = new RunningMoments(1);
        for (int i = 0; i < values.Length; i += 6)
            moments.Add(values.AsSpan(i, 6), 1, 6);

        double mean = values.Average(static value => (double)value);
        Assert.Equal(mean, moments.Mean[0], 1e-5);
        Assert.Equal(values.Average(value => (value - mean) * (value - mean)), moments.Variance[0], 1e-4);
    }

    [Fact]
    public void Advance_CartPole_Learns()
    {
        var settings = new PpoSettings(1e-3, 1024, 8, 64, 10, TotalSteps: 30_720);
        var trainer = new PpoTrainer(static () => new CartPole(), settings, 3);
        trainer.Advance();
        double first = trainer.MeanReward;
        while (trainer.Updates < settings.Updates)
            trainer.Advance();

        Assert.InRange(first, 10, 60);
        Assert.InRange(trainer.MeanReward, 150, 500);
    }

    [Theory]
    [InlineData("cart_pole", "4F290220D0A26DAA")]
    [InlineData("pendulum", "FF25BFC64F3AF70A")]
    public void Advance_OnAnyProcessor_HasTheseBits(string task, string expected)
    {
        // Run with DOTNET_EnableAVX512=0, DOTNET_EnableAVX2=0 or under qemu as well: the bytes are those of every processor.
        PpoTrainer trainer = Trainer(task);
        for (int i = 0; i < 3; i++)
            trainer.Advance();

        Assert.Equal(expected, Digest(trainer));
    }

    [Theory]
    [InlineData("cart_pole")]
    [InlineData("pendulum")]
    public void Load_SavedMidway_GoesOnWithTheSameBits(string task)
    {
        PpoTrainer whole = Trainer(task), other = Trainer(task);
        whole.Advance();
        using var state = new StateWriter();
        whole.Save(state);
        other.Load(new StateReader(state.ToArray()));
        for (int i = 0; i < 3; i++)
        {
            whole.Advance();
            other.Advance();
        }

        Assert.Equal(Digest(whole), Digest(other));
        Assert.Equal(whole.Statistics, other.Statistics);
    }

    private static PpoTrainer Trainer(string task) =>
        new(task == "cart_pole" ? static () => new CartPole() : static () => new Pendulum(), Small, 11);

    private static string Digest(PpoTrainer trainer)
    {
        using var state = new StateWriter();
        trainer.Save(state);
        return Convert.ToHexString(SHA256.HashData(state.ToArray()))[..16];
    }
}
