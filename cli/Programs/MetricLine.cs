using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ServerlessTuner.Core.Service.Agents;

namespace ServerlessTuner.Cli.Programs;

/// <summary>Finds metrics in what a program prints: lines of JSON such as <c>{"step": 3, "loss": 0.4}</c>, and <c>loss: 0.4</c>.</summary>
internal static class MetricLine
{
    private const int MostName = 200;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-");

    private static readonly string[] StepNames = ["step", "_step"];

    /// <summary>The step and the metrics of a line of JSON, or null where it is none, or holds no number.</summary>
    public static (int? Step, IReadOnlyDictionary<string, double> Metrics)? ParseJson(string line)
    {
        ReadOnlySpan<char> text = line.AsSpan().Trim();
        if (text.Length < 2 || text[0] != '{' || text[^1] != '}')
            return null;
        try
        {
            using JsonDocument document = LenientJson.Parse(Encoding.UTF8.GetBytes(text.ToString()));
            return Read(document.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or DecoderFallbackException)
        {
            // A line that only looks like it.
            return null;
        }
    }

    /// <summary>The step and the metrics of an object; nested names are joined with dots, and what is no number is passed over.</summary>
    public static (int? Step, IReadOnlyDictionary<string, double> Metrics)? Read(JsonElement root)
    {
        int? step = null;
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (JsonProperty member in root.EnumerateObject())
        {
            if (StepNames.Contains(member.Name) && member.Value.ValueKind == JsonValueKind.Number)
                step = member.Value.TryGetInt32(out int whole) ? whole : (int)Math.Clamp(member.Value.GetDouble(), -1, int.MaxValue);
            else
                Add(metrics, member.Name, member.Value);
        }

        return metrics.Count == 0 ? null : (step, metrics);
    }

    /// <summary>The value of a line such as <c>val/loss: 0.31</c> or <c>loss = nan</c>, or null.</summary>
    public static (string Name, double Value)? ParseText(string line)
    {
        ReadOnlySpan<char> text = line.AsSpan().Trim();
        int sign = text.IndexOfAny(':', '=');
        if (sign is < 1 or > MostName)
            return null;
        ReadOnlySpan<char> name = text[..sign].TrimEnd(), value = text[(sign + 1)..].TrimStart();
        if (name.IndexOfAnyExcept(NameCharacters) >= 0 || char.IsAsciiDigit(name[0]))
            return null;
        if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
            return (name.ToString(), double.IsFinite(number) ? number : double.NaN);
        // As other languages write what is no number.
        ReadOnlySpan<char> word = value.TrimStart("+-");
        return word.Equals("nan", StringComparison.OrdinalIgnoreCase) || word.Equals("inf", StringComparison.OrdinalIgnoreCase)
            ? (name.ToString(), double.NaN)
            : null;
    }

    private static void Add(Dictionary<string, double> metrics, string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                double number = value.GetDouble();
                metrics[name] = double.IsFinite(number) ? number : double.NaN;
                break;
            // Where other languages write NaN or Infinity, JSON has null.
            case JsonValueKind.Null:
                metrics[name] = double.NaN;
                break;
            case JsonValueKind.True or JsonValueKind.False:
                metrics[name] = value.GetBoolean() ? 1 : 0;
                break;
            case JsonValueKind.String when value.GetString() is "NaN" or "Infinity" or "-Infinity":
                metrics[name] = double.NaN;
                break;
            case JsonValueKind.Object:
                foreach (JsonProperty member in value.EnumerateObject())
                    Add(metrics, $"{name}.{member.Name}", member.Value);
                break;
        }
    }
}
