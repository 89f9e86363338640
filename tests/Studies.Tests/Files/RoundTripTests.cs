using CsCheck;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;

namespace ServerlessTuner.Studies.Tests.Files;

/// <summary>Random studies survive their JSON, and every setting accepts what it says of itself.</summary>
public class RoundTripTests
{
    private static readonly Gen<string> Word = Gen.String[Gen.Char['a', 'z'], 1, 8];

    private static readonly Gen<double> Real = Gen.Double[-1e6, 1e6];

    private static readonly Gen<double> Positive = Gen.Double[1e-6, 1e3];

    private static readonly Gen<ParameterValue> Value = Gen.OneOf(
        Gen.Long.Select(ParameterValue.Of),
        Gen.Double.Select(ParameterValue.Of),
        Gen.Bool.Select(ParameterValue.Of),
        Gen.String[Gen.Char[' ', '~'], 0, 8].Select(ParameterValue.Of),
        Word.Select(word => ParameterValue.OfJson($"[ \"{word}\",1.0 ]")),
        Gen.Const(default(ParameterValue)));

    private static readonly Gen<Distribution> Simple = Gen.OneOf(
        Value.Select(value => (Distribution)new ConstantDistribution(value)),
        Value.Array[1, 5].Select(values => (Distribution)new CategoricalDistribution(values)),
        Gen.Select(
            Value,
            Value,
            Gen.Double[0, 1],
            (left, right, share) => (Distribution)new CategoricalDistribution([left, right], [share, 1 - share])),
        Gen.Select(
            Gen.Long[1, 1000],
            Gen.Long[0, 1000],
            Gen.Long[1, 9],
            (low, width, step) => (Distribution)new IntegerDistribution(low, low + width, step)),
        Gen.Select(
            Gen.Long[1, 1000], Gen.Long[0, 1000], (low, width) => (Distribution)new IntegerDistribution(low, low + width, Log: true)));

    private static readonly Gen<NumericDistribution> Numeric = Gen.OneOf(
        Gen.Select(Real, Positive, Positive, (low, width, step) => (NumericDistribution)new FloatDistribution(low, low + width, step)),
        Gen.Select(Positive, Positive, (low, width) => (NumericDistribution)new FloatDistribution(low, low + width, Log: true)),
        Gen.Select(Real, Positive, (mean, deviation) => (NumericDistribution)new NormalDistribution(mean, deviation)),
        Gen.Select(Real, Positive, (mean, deviation) => (NumericDistribution)new LogNormalDistribution(mean, deviation)),
        Gen.Select(Positive, Positive, (a, b) => (NumericDistribution)new BetaDistribution(a, b)));

    private static readonly Gen<Distribution> Any = Gen.OneOf(
        Simple,
        Numeric.Select(numeric => (Distribution)numeric),
        Gen.Select(Numeric, Positive, Gen.Bool, (inner, quantum, whole) => (Distribution)new QuantizedDistribution(inner, quantum, whole)));

    private static readonly Gen<DateTime?> Date =
        Gen.Int[0, 400_000_000].Select(
            seconds => seconds % 3 == 0 ? (DateTime?)null : new DateTime(2010, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(seconds));

    private static readonly Gen<Scenario> Market = Gen.Select(
        Word, Positive, Positive.Nullable(), Positive, Positive, Gen.Int[0, 9], Date, Date,
        (
            name,
            factor,
            spread,
            slippage,
            commission,
            delay,
            from,
            to) => new Scenario(name, factor, spread, slippage, commission, delay, from, to));

    private static readonly Gen<BudgetSpec> Budget = Gen.Select(
        Gen.Long[1, 9999].Nullable(), Gen.Long[1, 9999].Nullable(), Gen.Long[1, 1L << 50].Nullable(), Gen.Int[1, 99].Nullable(),
        Gen.Int[1, 99].Nullable(),
        (trials, evaluations, ticks, plateau, failures) => new BudgetSpec
        {
            Trials = trials,
            Evaluations = evaluations,
            WallTime = ticks is long length ? TimeSpan.FromTicks(length) : null,
            Plateau = plateau,
            MaxFailures = failures,
        });

    private static readonly Gen<StudySpec> Study = Gen.Select(
        Any.Array[1, 5], Market.Array[1, 3], Budget, Gen.ULong, Gen.Select(Word, Value), Gen.Select(
            Gen.Bool, Gen.Bool, Gen.Bool), Gen.Select(Positive.Nullable(), Date),
        (distributions, scenarios, budget, seed, setting, flags, data) => StudyFile.Parse("function: sphere\ntrials: 5\n", "s.yaml") with
        {
            Space = new SearchSpace([.. distributions.Select((distribution, i) => new Parameter($"p{i}", distribution))]),
            Scenarios = scenarios,
            Budget = budget,
            Seed = seed,
            Sampler = new ComponentSpec(setting.Item1, new ParameterSet([setting.Item1], [setting.Item2])),
            Async = flags.Item1,
            Repeats = flags.Item2,
            PerSymbol = flags.Item3,
            Data = [new DataSpec("EURUSD", "a.csv", data.Item1, null, data.Item2, null)],
        });

    public static TheoryData<string, string> Settings()
    {
        var all = new TheoryData<string, string>();
        StudyCatalog catalog = StudyCatalog.Default;
        foreach (
            CatalogEntry entry in catalog.Strategies.Concat(catalog.Samplers).Concat(catalog.Pruners).Append(
                new CatalogEntry("exits", string.Empty, catalog.Exits)))
        {
            foreach (Setting setting in entry.Settings)
                all.Add(entry.Name, setting.Name);
        }

        return all;
    }

    [Fact]
    public void FromJson_RandomStudy_IsTheStudy() => Study.Sample(
        study =>
        {
            StudySpec again = StudyFile.FromJson(StudyFile.ToJson(study));

            Assert.Equal(StudyFile.ToJson(study), StudyFile.ToJson(again));
            Assert.Equal(StudyFile.Identity(study), StudyFile.Identity(again));
            Assert.Equal(study.Scenarios, again.Scenarios);
            Assert.Equal(study.Budget, again.Budget);
            Assert.Equal(study.Sampler, again.Sampler);
            Assert.Equal(study.Data, again.Data);
            Assert.Equal(
                study.Space.Parameters.Select(parameter => parameter.Distribution.Describe()),
                again.Space.Parameters.Select(parameter => parameter.Distribution.Describe()));
        },
        iter: 500);

    [Theory]
    [MemberData(nameof(Settings))]
    public void Setting_OfTheCatalogue_AcceptsItsDefaultAndSuggestions(string entry, string name)
    {
        StudyCatalog catalog = StudyCatalog.Default;
        Setting setting = entry == "exits"
            ? catalog.Exits.Single(setting => setting.Name == name)
            : catalog.Strategies.Concat(catalog.Samplers).Concat(catalog.Pruners).First(known => known.Name == entry).Settings.Single(
                setting => setting.Name == name);

        Assert.True(setting.Accepts(setting.Default));
        Assert.All(
            new[] { setting.SuggestedLow, setting.SuggestedHigh }.OfType<double>(),
            number => Assert.True(setting.Accepts(ParameterValue.Of(number))));
        Assert.EndsWith(".", setting.Summary, StringComparison.Ordinal);
        Assert.False(setting.Accepts(ParameterValue.OfJson("{}")) && setting.Kind != SettingKind.Custom);
    }
}
