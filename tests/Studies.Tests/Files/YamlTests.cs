using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search.Functions;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Studies.Tests.Files;

public class YamlTests
{
    private const string Json = """
        {
        	"name": "caf\u00e9 \ud83d\ude00 a\/b \"q\"",
        	"function": {"name": "mixed", "noise": 1e-3},
        	"parameters": {
        		"x": {"min": -5, "max": 5.0},
        		"layers": {"values": [[64, 64], "[64, 64]", null, true]}
        	},
        	"trials": 10
        }
        """;

    [Fact]
    public void Parse_Json_TabsAndEscapesIncluded()
    {
        StudySpec study = StudyFile.Parse(Json, "study.json");

        Assert.Equal("café 😀 a/b \"q\"", study.Name);
        Assert.Equal(new FunctionSpec("mixed", 0.001), study.Objective);
        Assert.Equal(new FloatDistribution(-5, 5), study.Space.Parameters[0].Distribution);
        Assert.Equal(
            [ParameterValue.OfJson("[64, 64]"), ParameterValue.Of("[64, 64]"), default, ParameterValue.Of(true)],
            ((CategoricalDistribution)study.Space.Parameters[1].Distribution).Values);
    }

    [Fact]
    public void Parse_ByteOrderMarkAndCarriageReturns_AreNoTrouble()
    {
        StudySpec study = StudyFile.Parse("\uFEFFfunction: sphere\r\nparameters:\r\n  x: [1, 2]\r\n", "study.yaml");

        Assert.Equal(2, study.Space.GridSize);
    }

    [Fact]
    public void Parse_AnchorsAndMergeKeys_AreResolved()
    {
        StudySpec study = StudyFile.Parse("""
            data: {EURUSD: a.csv}
            strategy: ma_cross
            parameters:
              fast: &windows [5, 10]
              slow: *windows
            scenarios:
              D: &costly {slippage_pips: 0.5, commission_pips: 0.7}
              E:
                <<: *costly
                slippage_pips: 0.9
            """, "study.yaml");

        Assert.Equal(new Scenario("E", SlippagePips: 0.9, CommissionPips: 0.7), study.ScenarioNamed("E"));
        Assert.Equal(4, study.Space.GridSize);
    }

    [Fact]
    public void Parse_AliasesThatMultiply_AreRefused()
    {
        string text = "a: &a0 [1, 2]\n" + string.Concat(Enumerable.Range(1, 40).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n"));

        var fault = Assert.Throws<InvalidInputException>(() => StudyFile.Parse(text, "study.yaml"));

        Assert.Equal(
            "study.yaml:19:6: The aliases in this value stand for more than 1000000 values. Write less.",
            Assert.Single(fault.Problems).ToString());
    }

    [Fact]
    public void Parse_DeeplyNested_IsRefused()
    {
        string text = "a: " + new string('[', 100_000);

        var fault = Assert.Throws<InvalidInputException>(() => StudyFile.Parse(text, "study.yaml"));

        Assert.Equal(
            "study.yaml:1:54: Values are nested more than 50 deep here. Use fewer levels.", Assert.Single(fault.Problems).ToString());
    }

    // YAML 1.2.2, section 10.3.2.
    [Theory]
    [InlineData("null", ParameterKind.Null, "")]
    [InlineData("~", ParameterKind.Null, "")]
    [InlineData("true", ParameterKind.Boolean, "true")]
    [InlineData("FALSE", ParameterKind.Boolean, "false")]
    [InlineData("yes", ParameterKind.Text, "yes")]
    [InlineData("on", ParameterKind.Text, "on")]
    [InlineData("0", ParameterKind.Integer, "0")]
    [InlineData("-19", ParameterKind.Integer, "-19")]
    [InlineData("+7", ParameterKind.Integer, "7")]
    [InlineData("007", ParameterKind.Integer, "7")]
    [InlineData("0o17", ParameterKind.Integer, "15")]
    [InlineData("0x3A", ParameterKind.Integer, "58")]
    [InlineData("9223372036854775807", ParameterKind.Integer, "9223372036854775807")]
    [InlineData("9223372036854775808", ParameterKind.Float, "9.223372036854776E+18")]
    [InlineData("0.", ParameterKind.Float, "0")]
    [InlineData("-0.0", ParameterKind.Float, "-0")]
    [InlineData(".5", ParameterKind.Float, "0.5")]
    [InlineData("+12e03", ParameterKind.Float, "12000")]
    [InlineData("-2E+05", ParameterKind.Float, "-200000")]
    [InlineData("1e-4", ParameterKind.Float, "0.0001")]
    [InlineData(".inf", ParameterKind.Float, "Infinity")]
    [InlineData("-.INF", ParameterKind.Float, "-Infinity")]
    [InlineData(".NaN", ParameterKind.Float, "NaN")]
    [InlineData("1_000", ParameterKind.Text, "1_000")]
    [InlineData("12:30", ParameterKind.Text, "12:30")]
    [InlineData("1.2.3", ParameterKind.Text, "1.2.3")]
    [InlineData("-", ParameterKind.Text, "-")]
    [InlineData(".", ParameterKind.Text, ".")]
    [InlineData("e5", ParameterKind.Text, "e5")]
    [InlineData("1e", ParameterKind.Text, "1e")]
    [InlineData("0x", ParameterKind.Text, "0x")]
    [InlineData("0o8", ParameterKind.Text, "0o8")]
    [InlineData("2024-01-31", ParameterKind.Text, "2024-01-31")]
    public void Resolve_PlainScalar_FollowsTheCoreSchema(string text, ParameterKind kind, string shown)
    {
        ParameterValue value = CoreSchema.Resolve(text);

        Assert.Equal((kind, shown), (value.Kind, value.ToString()));
    }

    [Theory]
    [InlineData("45", 45)]
    [InlineData("90s", 90)]
    [InlineData("1.5m", 90)]
    [InlineData("2h", 7200)]
    [InlineData("1d", 86400)]
    [InlineData("1:30:00", 5400)]
    public void TryParseDuration_KnownAnswer(string text, double seconds)
    {
        Assert.True(Moments.TryParseDuration(text, out TimeSpan duration));
        Assert.Equal(seconds, duration.TotalSeconds);
        Assert.True(Moments.TryParseDuration(Moments.Format(duration), out TimeSpan again));
        Assert.Equal(duration, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0s")]
    [InlineData("-5m")]
    [InlineData("h")]
    [InlineData("5 minutes")]
    [InlineData("1:75:00")]
    [InlineData("1:30")]
    [InlineData("1e300d")]
    public void TryParseDuration_Nonsense_IsRefused(string text) => Assert.False(Moments.TryParseDuration(text, out _));
}
