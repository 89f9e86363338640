using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Learning.Features;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Functions;
using ServerlessTuner.Core.Studies.Objectives;

namespace ServerlessTuner.Core.Studies.Files.Json;

/// <summary>
/// Writes a study as JSON: every member, defaults included, always in this order, so that equal studies have equal texts.
/// </summary>
internal sealed class StudyJson
{
    private readonly Utf8JsonWriter json;

    private StudyJson(Utf8JsonWriter json) => this.json = json;

    /// <summary>The study as one line of JSON.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="complete">Whether to write also what does not decide the outcome: description, notes, how it is run.</param>
    public static string Write(StudySpec spec, bool complete)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        // The text is read by programs of ours and by people; it is never put into a web page.
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            new StudyJson(writer).Study(spec, complete);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void Study(StudySpec spec, bool complete)
    {
        json.WriteStartObject();
        json.WriteString("name", spec.Name);
        if (complete && spec.Id is not null)
            json.WriteString("id", spec.Id);
        if (complete && spec.Description is not null)
            json.WriteString("description", spec.Description);
        List("data", spec.Data, Data);
        json.WritePropertyName("objective");
        Objective(spec.Objective);
        List("parameters", spec.Space.Parameters, Parameter);
        List("constraints", spec.Space.Constraints, constraint => json.WriteStringValue(constraint.Text));
        Component("sampler", spec.Sampler);
        Component("pruner", spec.Pruner);
        List("scenarios", spec.Scenarios, ScenarioItem);
        List("stages", spec.Stages, Stage);
        List("metrics", spec.Metrics, Metric);
        json.WriteStartObject("score");
        MetricFields.ScoreKeys.WriteTo(json, spec.Score);
        json.WriteEndObject();
        json.WriteString("final_rank", spec.FinalRank);
        Budget(spec.Budget);
        json.WriteNumber("seed", spec.Seed);
        SearchFields.StudyKeys.WriteTo(json, spec);
        Refine(spec.Refine);
        List("enqueued", spec.Enqueued, values => ParameterJson.Write(json, values));
        json.WriteBoolean("per_symbol", spec.PerSymbol);
        if (complete)
            Run(spec);
        json.WriteEndObject();
    }

    private void Run(StudySpec spec)
    {
        json.WriteStartObject("run");
        SearchFields.RunKeys.WriteTo(json, spec.Run);
        if (spec.Run.Output is not null)
            json.WriteString("output", spec.Run.Output);
        json.WriteEndObject();
        List("notes", spec.Notes, json.WriteStringValue);
    }

    private void Data(DataSpec data)
    {
        json.WriteStartObject();
        json.WriteString("symbol", data.Symbol);
        if (data.Synth is SynthSpec synth)
        {
            json.WriteStartObject("synth");
            json.WriteNumber("seed", synth.Seed);
            json.WriteNumber("bars", synth.Bars);
            json.WriteNumber("interval_ticks", synth.Interval.Ticks);
            Date("start", synth.Start);
            Number("price", synth.Price);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("source", data.Source);
        }

        DataFields.DataKeys.WriteTo(json, data);
        json.WriteEndObject();
    }

    private void Objective(ObjectiveSpec objective)
    {
        json.WriteStartObject();
        switch (objective)
        {
            case BacktestSpec backtest:
                json.WriteString("strategy", backtest.Strategy);
                json.WriteNumber("slices", backtest.Slices);
                break;
            case ModelSpec model:
                json.WriteString("model", model.Model);
                json.WritePropertyName("settings");
                ParameterJson.Write(json, model.Settings);
                json.WritePropertyName("validation");
                ParameterJson.Write(json, model.Validation);
                List("features", model.Features, Feature);
                if (model.Meta is { } meta)
                {
                    json.WriteStartObject("meta");
                    json.WriteString("strategy", meta.Name);
                    json.WritePropertyName("settings");
                    ParameterJson.Write(json, meta.Settings);
                    json.WriteEndObject();
                }

                break;
            case PolicySpec policy:
                json.WriteString("policy", policy.Model);
                json.WritePropertyName("settings");
                ParameterJson.Write(json, policy.Settings);
                List("features", policy.Features, Feature);
                break;
            case FunctionSpec function:
                json.WriteString("function", function.Function);
                ObjectiveFields.FunctionKeys.WriteTo(json, function);
                break;
            case ExternalSpec external:
                if (external.Program is not null)
                    json.WriteString("program", external.Program);
                List("command", external.Command, json.WriteStringValue);
                Number("steps", external.Steps);
                List("metrics", external.Metrics, json.WriteStringValue);
                External(external);
                break;
            default:
                throw new InvalidOperationException($"{objective.GetType().Name} cannot be written.");
        }

        json.WriteEndObject();
    }

    private void Feature(FeatureDefinition feature)
    {
        json.WriteStartObject();
        json.WriteString("name", feature.Name);
        json.WriteString("expression", feature.Expression);
        // At the end, and only where they say something: studies without them stay what they are.
        if (feature.Categorical == true)
            json.WriteBoolean("categorical", true);
        if (feature.MonotoneConstraint is int way)
            json.WriteNumber("monotone_constraint", way);
        json.WriteEndObject();
    }

    // What studies of earlier versions did not have is written only where it is used, so that theirs stay the same.
    private void External(ExternalSpec external)
    {
        if (external.Groups.Count > 0)
            List("groups", external.Groups, json.WriteStringValue);
        ProgramFields.Timeout.WriteTo(json, external);
        if (external.Retry is { } retry)
        {
            List("retry_on", retry.On, kind => json.WriteStringValue(ProgramFields.Failures.First(known => known.Value == kind).Key));
            json.WriteNumber("retry_times", retry.Times);
        }

        if (external.Slots.Count > 0)
        {
            List("slots", external.Slots, slot =>
            {
                json.WriteStartObject();
                foreach ((string name, string value) in slot.Environment)
                    json.WriteString(name, value);
                json.WriteEndObject();
            });
        }
    }

    private void Parameter(Parameter parameter)
    {
        json.WriteStartObject();
        json.WriteString("name", parameter.Name);
        json.WritePropertyName("distribution");
        parameter.Distribution.WriteTo(json);
        if (parameter.When is { Count: > 0 } conditions)
        {
            List("when", conditions, condition =>
            {
                json.WriteStartObject();
                json.WriteString("parent", condition.Parent);
                ParameterJson.Write(json, "values", condition.Values);
                json.WriteEndObject();
            });
        }

        json.WriteEndObject();
    }

    private void ScenarioItem(Scenario scenario)
    {
        json.WriteStartObject();
        json.WriteString("name", scenario.Name);
        StageFields.ScenarioKeys.WriteTo(json, scenario);
        json.WriteEndObject();
    }

    private void Stage(StageSpec stage)
    {
        json.WriteStartObject();
        List("scenarios", stage.Scenarios, json.WriteStringValue);
        if (stage.Keep.Auto)
            json.WriteString("keep", "auto");
        else if (stage.Keep.Count is int count)
            json.WriteNumber("keep", count);
        else
            json.WriteString("keep", "all");
        json.WriteEndObject();
    }

    private void Metric(MetricSpec metric)
    {
        json.WriteStartObject();
        json.WriteString("name", metric.Name);
        json.WriteString("expression", metric.Expression);
        json.WriteString("goal", metric.Goal == Goal.Maximize ? "maximize" : "minimize");
        Number("target", metric.Target);
        json.WriteEndObject();
    }

    private void Component(string name, ComponentSpec? component)
    {
        if (component is null)
            return;
        json.WriteStartObject(name);
        json.WriteString("name", component.Name);
        json.WritePropertyName("settings");
        ParameterJson.Write(json, component.Settings);
        json.WriteEndObject();
    }

    private void Budget(BudgetSpec budget)
    {
        json.WriteStartObject("budget");
        SearchFields.BudgetKeys.WriteTo(json, budget);
        json.WriteEndObject();
    }

    private void Refine(RefineSpec? refine)
    {
        if (refine is null)
            return;
        json.WriteStartObject("refine");
        SearchFields.RefineKeys.WriteTo(json, refine);
        json.WriteEndObject();
    }

    private void List<T>(string name, IReadOnlyList<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
            write(item);
        json.WriteEndArray();
    }

    private void Number(string name, double? number)
    {
        if (number is double value)
            json.WriteNumber(name, value);
    }

    private void Number(string name, long? number)
    {
        if (number is long value)
            json.WriteNumber(name, value);
    }

    private void Date(string name, DateTime? date)
    {
        if (date is DateTime value)
            json.WriteString(name, Moments.Format(value));
    }
}
