using System.Text.Json.Nodes;
using CsCheck;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Objectives;
using ServerlessTuner.Core.Studies.Programs;
using ServerlessTuner.Core.Studies;

namespace ServerlessTuner.Studies.Tests.Programs;

/// <summary>The command line of a trial, word by word as W&amp;B's agent makes it.</summary>
public sealed class ProgramCommandTests
{
    private static readonly ParameterSet Values = new(
        ["lr", "layers", "bias", "drop", "opt.beta", "opt.name", "a.b", "sizes"],
        [
            ParameterValue.Of(1e-05), ParameterValue.Of(3), ParameterValue.Of(true), ParameterValue.Of(false), ParameterValue.Of(2.0),
            ParameterValue.Of("it's"), ParameterValue.Of("x y"), ParameterValue.OfJson("[1, 2.5, null]"),
        ]);

    [Theory]
    [InlineData("${args}", "--lr=1e-05|--layers=3|--bias=True|--drop=False|--opt={'beta': 2.0, 'name': \"it's\"}|--a.b=x y|--sizes=[1, 2.5, None]")]
    [InlineData("${args_no_hyphens}", "lr=1e-05|layers=3|bias=True|drop=False|opt={'beta': 2.0, 'name': \"it's\"}|a.b=x y|sizes=[1, 2.5, None]")]
    [InlineData("${args_no_boolean_flags}", "--lr=1e-05|--layers=3|--bias|--opt={'beta': 2.0, 'name': \"it's\"}|--a.b=x y|--sizes=[1, 2.5, None]")]
    [InlineData("${args_append_hydra}", "+lr=1e-05|+layers=3|+bias=True|+drop=False|+opt={'beta': 2.0, 'name': \"it's\"}|+a.b=x y|+sizes=[1, 2.5, None]")]
    [InlineData("${args_json_file}", "/tmp/values.json")]
    [InlineData("--config=${args_json_file}", "--config=/tmp/values.json")]
    [InlineData("${program}", "train.py")]
    [InlineData("${interpreter}", "python9")]
    [InlineData("${env}", "/usr/bin/env")]
    [InlineData("${envvar:HOME}/x", "/home/me/x")]
    [InlineData("${envvar:NOTHING}", "")]
    [InlineData("--out=${UNKNOWN}/x", "--out=${UNKNOWN}/x")]
    [InlineData("a${args}b", "a${args}b")]
    [InlineData("$(date) {} $", "$(date) {} $")]
    public void Words_Macro_IsFilledIn(string word, string expected) => Assert.Equal(expected, string.Join('|', Words(word)));

    [Fact]
    public void Words_NoEquals_AreNameThenValue() => Assert.Equal(["--lr", "1e-05", "--layers", "3"], Words("${args_no_equals}").Take(4));

    [Fact]
    public void Words_Override_HasTwoPluses() => Assert.Equal("++lr=1e-05", Words("${args_override_hydra}")[0]);

    [Fact]
    public void Words_Json_KeepsKinds()
    {
        JsonObject json = JsonNode.Parse(Assert.Single(Words("${args_json}")))!.AsObject();

        Assert.Equal(["lr", "layers", "bias", "drop", "opt", "a.b", "sizes"], json.Select(member => member.Key));
        // Python tells 2 and 2.0 apart.
        Assert.Equal("2.0", json["opt"]!["beta"]!.ToJsonString());
        Assert.Equal("3", json["layers"]!.ToJsonString());
    }

    [Fact]
    public void Words_NoCommand_AreWhatWandbRuns() => Assert.Equal(
        ["/usr/bin/env", "python9", "train.py", "--lr=1e-05"], Words().Take(4));

    [Fact]
    public void Words_Module_IsTwoWords() => Assert.Equal(
        ["-m", "pkg.main"],
        ProgramCommand.Words(new ExternalSpec("-m pkg.main", ["${program}"], null, []), Values, Context()));

    [Fact]
    public void Words_Windows_HaveNoEnv() => Assert.Equal(
        ["python9"],
        ProgramCommand.Words(
            new ExternalSpec("train.py", ["${env}", "${interpreter}"], null, []), Values, Context() with { IsWindows = true }));

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(1.0, "1.0")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(1.25e-7, "1.25e-07")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(123456789012345680.0, "1.2345678901234568e+17")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    [InlineData(0.30000000000000004, "0.30000000000000004")]
    [InlineData(100.0, "100.0")]
    [InlineData(-0.0, "-0.0")]
    public void Of_Number_IsPythonsText(double number, string expected) => Assert.Equal(expected, PythonText.Of(number));

    [Fact]
    public void Of_AnyNumber_IsReadBackAsTheSame() => Gen.Double.Where(double.IsFinite).Sample(
        number => double.Parse(PythonText.Of(number), System.Globalization.CultureInfo.InvariantCulture).Equals(number));

    [Fact]
    public void Read_WholeWordThatIsNoMacro_IsRefusedWithTheNearest()
    {
        InvalidInputException fault = Assert.Throws<InvalidInputException>(
            () => StudyFile.Parse(
                "program: a.py\ncommand: [\"${programm}\", \"${args_jsn}\"]\nmethod: random\nmetric: {name: loss, goal: minimize}\n"
                    + "parameters: {x: {min: 0.0, max: 1.0}}\n",
                "s.yaml",
                new StudyFileOptions()));

        Assert.Equal(2, fault.Problems.Count);
        Assert.Contains("args_json", fault.Problems[1].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ProgramKeys_SurviveTheJson()
    {
        StudySpec spec = StudyFile.Parse(
            "program: a.py\nmethod: random\nmetric: {name: loss, goal: minimize}\ntimeout: 90s\nretry: {on: [oom, crash], times: 2}\n"
                + "slots: [{env: {CUDA_VISIBLE_DEVICES: 0}}, {env: {CUDA_VISIBLE_DEVICES: 1}}]\n"
                + "parameters: {opt: {parameters: {lr: {min: 0.0, max: 1.0}}}, x.y: {min: 0.0, max: 1.0}}\n",
            "s.yaml",
            new StudyFileOptions());

        var again = (ExternalSpec)StudyFile.FromJson(StudyFile.ToJson(spec)).Objective;

        Assert.Equal(2, spec.Parallel);
        Assert.Equal(["opt"], again.Groups);
        Assert.Equal(TimeSpan.FromSeconds(90), again.Timeout);
        Assert.Equal([ProgramFailure.Oom, ProgramFailure.Crash], again.Retry!.On);
        Assert.Equal(2, again.Retry.Times);
        Assert.Equal(["0", "1"], again.Slots.Select(slot => slot.Environment[0].Value));
    }

    [Theory]
    [InlineData("retry: {on: [boom]}", "retry.on")]
    [InlineData("retry: {times: 1}", "retry.on")]
    [InlineData("slots: [1]", "slots[0]")]
    [InlineData("slots: []", "slots")]
    [InlineData("slots: [{env: {\"A=B\": 1}}]", "slots[0].env.A=B")]
    [InlineData("timeout: soon", "timeout")]
    public void Read_BadProgramKey_NamesIt(string line, string field)
    {
        InvalidInputException fault = Assert.Throws<InvalidInputException>(
            () => StudyFile.Parse(
                $"program: a.py\nmethod: random\nmetric: {{name: loss, goal: minimize}}\nparameters: {{x: {{min: 0.0, max: 1.0}}}}\n{line}\n",
                "s.yaml",
                new StudyFileOptions()));

        Assert.Equal(field, Assert.Single(fault.Problems).Field);
        Assert.NotEmpty(fault.Problems[0].Remedy);
    }

    private static CommandContext Context() =>
        new(IsWindows: false, "python9", "/tmp/values.json", name => name == "HOME" ? "/home/me" : null);

    private static IReadOnlyList<string> Words(params string[] command) =>
        ProgramCommand.Words(new ExternalSpec("train.py", command, null, []) { Groups = ["opt"] }, Values, Context());
}
