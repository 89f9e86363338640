using System.Text.Json;
using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>Integers from <paramref name="Low"/> to <paramref name="High"/>, both included.</summary>
/// <param name="Low">The smallest value.</param>
/// <param name="High">The largest value; the last step at or below it.</param>
/// <param name="Step">The distance between neighbours, 1 or more; 1 with <paramref name="Log"/>.</param>
/// <param name="Log">Whether the prior is uniform in the logarithm; then each integer owns half a unit to both sides, as in Optuna.</param>
public sealed record IntegerDistribution(long Low, long High, long Step = 1, bool Log = false) : Distribution
{
    private static readonly Setting
        MinField = RangeFields.Min with { Kind = SettingKind.Integer, Example = "1" },
        MaxField = RangeFields.Max with { Kind = SettingKind.Integer, Example = "10" },
        StepField = RangeFields.Step with { Kind = SettingKind.Integer, Min = 1, Above = false, Example = "1" };

    /// <summary>How study files write it.</summary>
    public static DistributionType Type { get; } = new(
        "int",
        [
            new("int_uniform", [RangeFields.Min, RangeFields.Max], [RangeFields.Step, RangeFields.Log], Read),
            new("int", [RangeFields.Min, RangeFields.Max], [RangeFields.Step, RangeFields.Log], Read),
        ],
        static json => new IntegerDistribution(
            json.GetProperty("low").GetInt64(), json.GetProperty("high").GetInt64(), json.GetProperty("step").GetInt64(),
            json.GetProperty("log").GetBoolean()));

    /// <inheritdoc/>
    public override long? Count => ((High - Low) / Step) + 1;

    /// <inheritdoc/>
    public override bool IsUniform => !Log;

    /// <inheritdoc/>
    public override ParameterValue ValueAt(long index) => ParameterValue.Of(Low + (index * Step));

    /// <inheritdoc/>
    public override long IndexOf(ParameterValue value)
    {
        if (!value.IsNumber || !value.TryGetInteger(out long integer) || integer < Low || integer > High)
            return -1;
        (long index, long rest) = Math.DivRem(integer - Low, Step);
        return rest == 0 ? index : -1;
    }

    /// <inheritdoc/>
    public override ParameterValue FromUnit(double unit)
    {
        long count = Count!.Value;
        if (!Log)
            return ValueAt(ClampIndex(unit * count, count));
        double low = PortableMath.Log(Low - (0.5 * Step)), high = PortableMath.Log(Low + ((count - 0.5) * Step));
        double number = PortableMath.Exp(low + (Math.Clamp(unit, 0, 1) * (high - low)));
        return ValueAt(ClampIndex(((number - Low) / Step) + 0.5, count));
    }

    /// <inheritdoc/>
    public override (double Low, double High) Cell(ParameterValue value)
    {
        long index = IndexOf(value), count = Count!.Value;
        if (!Log)
            return (index / (double)count, (index + 1) / (double)count);
        double low = PortableMath.Log(Low - (0.5 * Step)), range = PortableMath.Log(Low + ((count - 0.5) * Step)) - low;
        double number = Low + (index * Step);
        return ((PortableMath.Log(number - (0.5 * Step)) - low) / range, (PortableMath.Log(number + (0.5 * Step)) - low) / range);
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Faults()
    {
        if (Low > High)
            yield return $"min is {Low}, but must not be above max ({High}). Swap them or raise max.";
        else if ((ulong)(High - Low) > 1UL << 62)
            yield return $"the range {Low} to {High} is too wide. Narrow it to at most 2^62.";
        if (Step < 1)
            yield return $"step is {Step}, but must be 1 or more.";
        if (Log && Low < 1)
            yield return $"min is {Low}, but a log scale needs min ≥ 1. Use a positive value, or a linear scale.";
        if (Log && Step > 1)
            yield return $"step is {Step}, but a log scale of integers needs step 1. Leave step out, or use a linear scale.";
    }

    /// <inheritdoc/>
    public override bool IsDiscrete => true;

    /// <inheritdoc/>
    public override IEnumerable<Extreme> Extremes() =>
        [new(RangeFields.Min.Name, ParameterValue.Of(Low)), new(RangeFields.Max.Name, ParameterValue.Of(High))];

    /// <inheritdoc/>
    public override string Describe() => $"{Low} to {High}{(Step > 1 ? $" by {Step}" : string.Empty)}";

    /// <inheritdoc/>
    public override void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kind", Type.Kind);
        json.WriteNumber("low", Low);
        json.WriteNumber("high", High);
        json.WriteNumber("step", Step);
        json.WriteBoolean("log", Log);
        json.WriteEndObject();
    }

    private static IntegerDistribution? Read(IDistributionFields fields)
    {
        bool whole = true;
        foreach (Setting field in (Setting[])[MinField, MaxField, StepField])
        {
            // W&B refuses 1.0, and so do we: it says that real numbers are meant.
            if (fields.IsWrittenWhole(field))
                continue;
            fields.Reject(field, field.Rule, field.Remedy);
            whole = false;
        }

        if (!whole)
            return null;
        long? low = fields.Integer(MinField), high = fields.Integer(MaxField);
        long step = fields.Integer(StepField) ?? 1;
        bool log = fields.Boolean(RangeFields.Log) ?? false;
        if (low is null || high is null || !RangeFields.CheckOrder(fields, low.Value, high.Value))
            return null;
        if (log)
            RangeFields.CheckLog(fields, low.Value, "1");
        if (log && step > 1)
            RangeFields.RefuseLogStep(fields);
        return new IntegerDistribution(low.Value, high.Value, step, log);
    }
}
