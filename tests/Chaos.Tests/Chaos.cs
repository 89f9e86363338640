using System.Globalization;
using Xunit.Abstractions;

namespace ServerlessTuner.Chaos.Tests;

/// <summary>
/// How much is done, and from which seed. By default a minute or two; <c>TUNER_CHAOS=long</c> is an hour or so. <c>TUNER_CHAOS_SEED</c>
/// repeats a run, as far as the timing of processes allows.
/// </summary>
internal static class Chaos
{
    private static readonly Lock Writing = new();

    /// <summary>Whether the long size was asked for.</summary>
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("TUNER_CHAOS") == "long";

    /// <summary>The seed of all that is random here.</summary>
    public static int Seed { get; } = Number("TUNER_CHAOS_SEED") ?? 20261129;

    /// <summary>A count for either size.</summary>
    public static int Count(int usual, int @long) => IsLong ? @long : usual;

    /// <summary>A count from the environment, or for either size.</summary>
    public static int Count(string variable, int usual, int @long) => Number(variable) ?? Count(usual, @long);

    /// <summary>The random numbers of one campaign.</summary>
    public static Random Random(int campaign) => new(unchecked((Seed * 397) ^ campaign));

    /// <summary>Says how a campaign went: in the test's output, and as a line of <c>chaos-summary.txt</c> beside the tests.</summary>
    public static void Report(ITestOutputHelper output, string campaign, FormattableString result)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"chaos {campaign}: seed {Seed}, {FormattableString.Invariant(result)}");
        output.WriteLine(line);
        lock (Writing)
            File.AppendAllText(Path.Combine(AppContext.BaseDirectory, "chaos-summary.txt"), line + "\n");
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : null;
}
