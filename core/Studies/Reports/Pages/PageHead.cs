using System.Text.Json;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Search.Functions;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Studies.Reports.Pages;

/// <summary>What a page says of a study beside its trials.</summary>
internal static class PageHead
{
    /// <summary>Writes the members; the object stays open.</summary>
    /// <param name="json">Gets them.</param>
    /// <param name="spec">The study.</param>
    /// <param name="plan">Its plan, or null where only its results are known.</param>
    public static void Write(Utf8JsonWriter json, StudySpec spec, StudyPlan? plan)
    {
        json.WriteNumber("format"u8, StudyPage.Format);
        json.WriteString("name"u8, spec.Name);
        if (spec.Id is not null)
            json.WriteString("id"u8, spec.Id);
        if (!string.IsNullOrWhiteSpace(spec.Description))
            json.WriteString("description"u8, spec.Description);
        json.WriteString("objective"u8, ObjectiveOf(spec));
        json.WriteString("sampler"u8, spec.Sampler.Name);
        if (spec.Pruner is { } pruner)
            json.WriteString("pruner"u8, pruner.Name);
        json.WriteString("seed"u8, spec.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture));
        json.WriteStartArray("metrics"u8);
        foreach (MetricSpec metric in spec.Metrics)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, metric.Name);
            json.WriteString("goal"u8, metric.Goal == Goal.Maximize ? "maximize"u8 : "minimize"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("stages"u8);
        foreach (StageSpec stage in spec.Stages)
        {
            json.WriteStartArray();
            foreach (string scenario in stage.Scenarios)
                json.WriteStringValue(scenario);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        if (plan?.EndReason is string end)
            json.WriteString("end_reason"u8, end);
        if (plan?.KeepReason is string keep)
            json.WriteString("keep_reason"u8, keep);
        PageSpace.Write(json, spec);
    }

    private static string ObjectiveOf(StudySpec spec) => spec.Objective switch
    {
        BacktestSpec => "backtest",
        ModelSpec => "model",
        FunctionSpec => "function",
        _ => "external",
    };
}
