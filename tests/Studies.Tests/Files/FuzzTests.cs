using System.Text.RegularExpressions;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Studies.Files;

namespace ServerlessTuner.Studies.Tests.Files;

/// <summary>Whatever is written into a study file, the answer is a study or a list of faults with their lines.</summary>
public partial class FuzzTests
{
    private static readonly string[] Fragments =
    [
        "-1", "0", "1e999", ".nan", "-.inf", "99999999999999999999", "null", "~", "[]", "{}", "[", "}", "'", "\"", "*x", "&a", "<<: *a",
        "- ", ": ", "\t",
        "true", "((((", "min(", "a < b", "fast <", "${", "\u0000", "\ud83d", "é", "---", "...", "%", "!!int x", "|", ">", "# ", "x: ", ", ",
        "0x", "2024-13-01",
        "\n", "\n  ", "  ", " ", " #", ",", ":", "-", "\n- ", "a:", "1e-400", "9223372036854775807", "-9223372036854775808", "when: {a: b}",
        "{min: 1, max: 2}", "{synth: {bars: 5}}", "auto", "all",
    ];

    [Theory]
    [InlineData("fx-two-stage.yaml")]
    [InlineData("fx-refine.yaml")]
    [InlineData("fx-pareto.yaml")]
    [InlineData("functions.yaml")]
    [InlineData("sweeps/xgboost_sweep.yaml")]
    public void Parse_MutatedFile_IsAStudyOrFaultsWithLines(string name)
    {
        string original = string.Join('\n', Examples.Read(name).Split('\n').Where(line => !line.TrimStart().StartsWith('#')));
        for (int seed = 0; seed < Rounds; seed++)
        {
            string text = Mutate(original, new Random(seed));
            try
            {
                Assert.NotNull(StudyFile.Parse(text, "f.yaml"));
            }
            catch (InvalidInputException fault)
            {
                Assert.All(fault.Problems, problem => Assert.Matches(Place(), problem.Place.ToString()));
                Assert.All(fault.Problems, problem => Assert.True(problem.Message[^1] is '.' or '?', problem.Message));
            }
            catch (Exception crash) when (crash is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"Seed {seed}: {crash}\n{text}");
            }
        }
    }

    internal static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("TUNER_FUZZ_ROUNDS"), out int rounds) ? rounds : 200;

    [GeneratedRegex(@"^f\.yaml:[1-9][0-9]*:[1-9][0-9]*$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();

    internal static string Mutate(string text, Random random)
    {
        for (int count = 1 + random.Next(4); count > 0; count--)
        {
            int at = random.Next(text.Length + 1), length = Math.Min(random.Next(12), text.Length - at);
            string[] lines = text.Split('\n');
            int line = random.Next(lines.Length);
            text = random.Next(7) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Fragments[random.Next(Fragments.Length)]),
                2 => text.Remove(at, length).Insert(at, Fragments[random.Next(Fragments.Length)]),
                3 => string.Join('\n', lines.Where((_, i) => i != line)),
                4 => string.Join('\n', lines.Take(line).Append(lines[random.Next(lines.Length)]).Concat(lines.Skip(line))),
                5 => ReplaceValue(lines, line, Fragments[random.Next(Fragments.Length)]),
                _ => text[..at] + (char)random.Next(1, 300) + text[at..],
            };
            if (text.Length == 0)
                text = "x";
        }

        return text;
    }

    private static string ReplaceValue(string[] lines, int line, string value)
    {
        int colon = lines[line].IndexOf(": ", StringComparison.Ordinal);
        if (colon >= 0)
            lines[line] = lines[line][..(colon + 2)] + value;
        return string.Join('\n', lines);
    }
}
