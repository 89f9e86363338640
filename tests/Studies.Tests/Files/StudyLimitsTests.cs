using ServerlessTuner.Core.Model.Settings;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Search.Samplers;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;

namespace ServerlessTuner.Studies.Tests.Files;

/// <summary>Study files that were made to cost: each is below one megabyte, and is refused in a moment or read in one.</summary>
public class StudyLimitsTests
{
    // A second on an idle machine; this one may be busy.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("parameters", "has 30000 parameters, but at most 1000 are allowed. Search fewer at once.")]
    [InlineData("keys", "This mapping has more than 2000 keys, which is the most.")]
    [InlineData("nested", "has 30000 parameters, but at most 1000 are allowed.")]
    [InlineData("scenarios", "has 2000 scenarios, but at most 100 are allowed. Keep those that a stage uses.")]
    [InlineData("constraints", "has 70000 constraints, but at most 200 are allowed. Join some of them with 'and'.")]
    [InlineData("values", "has 140011 values, but at most 100000 are allowed. Write ranges")]
    [InlineData("choices", "has 20000 values, but at most 10000 are allowed.")]
    [InlineData("anchor", "is longer than 4194304 characters, which is the most. Repeat less.")]
    [InlineData("unknown", "This mapping has more than 2000 keys")]
    [InlineData("terms", "The expression has more than 1000 numbers, names and parentheses. Write a shorter one.")]
    [InlineData("arguments", "The expression has more than 1000 numbers, names and parentheses.")]
    [InlineData("constraint", "The expression has more than 1000 numbers, names and parentheses.")]
    public void Parse_Bomb_IsRefusedAtOnce(string kind, string message)
    {
        string text = Bomb(kind);
        Assert.InRange(text.Length, 1000, 1 << 20);
        long start = Stopwatch.GetTimestamp();
        long before = GC.GetAllocatedBytesForCurrentThread();

        InvalidInputException fault = Assert.Throws<InvalidInputException>(() => StudyFile.Parse(text, "study.yaml"));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.InRange(fault.Problems.Sum(problem => problem.ToString().Length), 1, 1_100_000);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Patience);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400_000_000);
    }

    [Theory]
    [InlineData("grid")]
    [InlineData("sobol")]
    [InlineData("random")]
    public void Parse_AtTheLimits_IsReadInAMoment(string sampler)
    {
        var text = new StringBuilder($"function: sphere\nsampler: {sampler}\ntrials: 10\nparameters:\n");
        for (int i = 0; i < StudyLimits.Parameters; i++)
            text.Append(CultureInfo.InvariantCulture, $"  p{i}: {{min: 0, max: 2}}\n");
        text.Append("constraints:\n");
        for (int i = 0; i < StudyLimits.Constraints; i++)
            text.Append(CultureInfo.InvariantCulture, $"  - p{i} + p{i + 1} < 400\n");
        long start = Stopwatch.GetTimestamp();

        StudySpec spec = StudyFile.Parse(text.ToString(), "study.yaml");
        StudySpec again = StudyFile.FromJson(StudyFile.ToJson(spec));

        Assert.Equal(StudyFile.Identity(spec), StudyFile.Identity(again));
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Patience);
    }

    [Fact]
    public void Parse_ManyChoices_IsReadInAMoment()
    {
        string lists = string.Concat(
            Enumerable.Range(0, 9).Select(i => $"  p{i}: [{string.Join(", ", Enumerable.Range(0, StudyLimits.Values))}]\n"));
        long start = Stopwatch.GetTimestamp();

        StudySpec spec = StudyFile.Parse($"function: sphere\nsampler: random\ntrials: 10\nparameters:\n{lists}", "study.yaml");

        Assert.Equal(9, spec.Space.Parameters.Count);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Patience);
    }

    [Fact]
    public void Parse_MoreProblemsThanAreTold_SaysHowMany()
    {
        string keys = string.Concat(Enumerable.Range(0, 500).Select(i => $"unknown{i}: 1\n"));

        InvalidInputException fault = Assert.Throws<InvalidInputException>(
            () => StudyFile.Parse($"function: sphere\nparameters: {{x: [1]}}\n{keys}", "study.yaml"));

        Assert.Equal(StudyLimits.Problems + 1, fault.Problems.Count);
        Assert.Equal("400 more problems are not listed. Mend these first.", fault.Problems[^1].ToString());
    }

    [Fact]
    public void FromJson_StudyOfAVersionWithoutLimits_IsRefused()
    {
        string json = StudyFile.ToJson(
            StudyFile.Parse("function: sphere\nsampler: sobol\ntrials: 10\nparameters: {x: {min: 0, max: 2}}", "study.yaml"));
        int start = json.IndexOf('[', json.IndexOf("\"parameters\"", StringComparison.Ordinal));
        string one = json[(start + 1)..json.IndexOf(']', start)];
        string many = string.Join(
            ',', Enumerable.Range(0, 30_000).Select(i => one.Replace("\"x\"", $"\"x{i}\"", StringComparison.Ordinal)));

        InvalidInputException fault = Assert.Throws<InvalidInputException>(
            () => StudyFile.FromJson(json.Replace(one, many, StringComparison.Ordinal)));

        Assert.Contains("has 30000 parameters, but at most 1000 are allowed", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cmaes", "population", 1_000_000_000)]
    [InlineData("nsga2", "population", 1_000_000_000)]
    [InlineData("tpe", "n_ei_candidates", 1_000_000_000)]
    [InlineData("gp", "n_startup_trials", int.MaxValue)]
    public void Parse_SettingBeyondMeasure_IsRefused(string sampler, string setting, int value)
    {
        string text = $"function: sphere\nparameters: {{x: {{min: 0.0, max: 1.0}}}}\ntrials: 10\nsampler: {{name: {sampler}, {setting}: "
            + $"{value}}}\n";

        InvalidInputException fault = Assert.Throws<InvalidInputException>(() => StudyFile.Parse(text, "study.yaml"));

        Assert.Contains($"{setting} is {value}, but must be a whole number", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_OfSamplers_HaveUpperBounds() =>
        Assert.All(
            SamplerRegistry.All.SelectMany(sampler => sampler.Settings).Where(setting => setting.Kind is SettingKind.Integer),
            setting => Assert.NotNull(setting.Max));

    private static string Bomb(string kind)
    {
        const string Head = "function: sphere\ntrials: 10\nsampler: sobol\n";
        string Many(int count, Func<int, string> item, string between = "") =>
            string.Join(between, Enumerable.Range(0, count).Select(item));
        return kind switch
        {
            "parameters" => $"{Head}parameters: "
                + $"{{{Many(15, group => $"g{group}: {{parameters: {{{Many(1999, i => $"p{i}: [1]", ", ")}}}}}", ", ")}, "
                    + $"{Many(15, i => $"q{i}: [1]", ", ")}}}\n",
            "keys" => $"{Head}parameters:\n{Many(30_000, i => $"  p{i}: {{min: 0, max: 2}}\n")}",
            "nested" => $"{Head}parameters:\n{Many(20, group => $"  g{group}:\n    parameters:\n{Many(1500, i => $"      p{i}: [1]\n")}")}",
            "scenarios" => $"{Head}parameters: {{x: [1]}}\nscenarios:\n{Many(2000, i => $"  S{i}: {{spread_pips: 1}}\n")}",
            "constraints" => $"{Head}parameters: {{x: [1]}}\nconstraints: [{Many(70_000, _ => "x < 2", ", ")}]\n",
            "values" => $"{Head}parameters: {{x: [{Many(140_000, i => $"{i}", ", ")}]}}\n",
            "choices" => $"{Head}parameters: {{x: [{Many(20_000, i => $"{i}", ", ")}]}}\n",
            "anchor" => $"{Head}parameters:\n  x2: &a \"{new string('y', 300_000)}\"\n  x3: {{values: "
                + $"[[{Many(100_000, _ => "*a", ",")}]]}}\n",
            "unknown" => $"{Head}parameters: {{x: [1]}}\n{Many(75_000, i => $"u{i}: 1\n")}",
            "terms" => $"{Head}parameters: {{x: [1]}}\nmetric: {{name: q, expression: \"{Many(40_000, _ => "1", "+")}+value\"}}\n",
            "arguments" => $"{Head}parameters: {{x: [1]}}\nmetric: {{name: q, expression: "
                + $"\"min({Many(100_000, _ => "1", ",")},value)\"}}\n",
            _ => $"{Head}parameters: {{x: [1]}}\nconstraints: [\"{Many(40_000, _ => "1", "+")} < x\"]\n",
        };
    }
}
