using System.Text.Json;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Pruners;

namespace ServerlessTuner.Search.Tests.Pruners;

/// <summary>
/// decisions.json holds random studies with trials side by side, missing steps, NaN, infinities and ties, and what the originals
/// decided at every report: Optuna at commit 1d8ce7bb6 with numpy 1.24 and SciPy 1.10's parts under SciPy 1.17's choice of
/// method, and hyperband_stopping.py of wandb/sweeps. An event is [trial, step, value (null for NaN), pruned] or [trial, outcome, value].
/// </summary>
public class ReferenceDecisionTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Studies.Value.Length)];

    private static Lazy<JsonElement[]> Studies { get; } = new(() =>
    {
        using Stream stream = typeof(ReferenceDecisionTests).Assembly.GetManifestResourceStream(
            "ServerlessTuner.Search.Tests.Pruners.decisions.json")!;
        return JsonSerializer.Deserialize<JsonElement[]>(stream)!;
    });

    [Theory]
    [MemberData(nameof(Cases))]
    public void Decide_RandomStudy_AgreesWithTheOriginal(int index)
    {
        JsonElement study = Studies.Value[index];
        string name = study.GetProperty("pruner").GetString()!;
        var goal = Enum.Parse<Goal>(study.GetProperty("goal").GetString()!, ignoreCase: true);
        IPruner pruner = PrunerRegistry.Create(
            new ComponentSpec(name, ParameterSet.FromJson(study.GetProperty("settings"))), study.GetProperty("study").GetString()!);
        var reports = new TrialReports(goal);
        int number = 0;
        foreach (JsonElement item in study.GetProperty("events").EnumerateArray())
        {
            long trial = item[0].GetInt64();
            number++;
            if (item[1].ValueKind == JsonValueKind.String)
            {
                reports.Finish(
                    trial,
                    Enum.Parse<TrialOutcome>(item[1].GetString()!, ignoreCase: true),
                    item.GetArrayLength() > 2 ? item[2].GetDouble() : double.NaN);
                continue;
            }

            int step = item[1].GetInt32();
            reports.Report(trial, step, Number(item[2]));
            PruneDecision decision = pruner.Decide(reports, trial);
            reports.Apply(trial, decision);
            Assert.True(
                (item[3].GetInt32() == 1) == decision.Prune,
                $"{name} {study.GetProperty("settings")} {goal}: event {number}, trial {trial}, step {step} expects {item[3]}");
        }
    }

    private static double Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => double.NaN,
        JsonValueKind.String => value.GetString() == "inf" ? double.PositiveInfinity : double.NegativeInfinity,
        _ => value.GetDouble(),
    };
}
