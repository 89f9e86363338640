using System.Text;
using System.Text.Json;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Samplers;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Files.Options;

namespace ServerlessTuner.Core.Service;

/// <summary>A request for a study, read and checked.</summary>
/// <param name="Study">The study.</param>
/// <param name="Id">The id it asks for, or null.</param>
public sealed record StudyRequest(StudySpec Study, string? Id)
{
    private const int LongestId = 64;
    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>Reads the body of <c>POST /api/studies</c>: a study file, or a <see cref="StudyEnvelope"/> around one.</summary>
    /// <exception cref="InvalidInputException">All faults.</exception>
    public static StudyRequest Parse(ReadOnlySpan<byte> body, ServiceLimits limits)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidInputException(Place.Field("body"), "The body is no UTF-8 text.", "Send the study file as UTF-8.");
        }

        StudyEnvelope envelope = ReadEnvelope(text) ?? new StudyEnvelope(text);
        var options = new StudyFileOptions { Overrides = ReadOverrides(envelope) };
        StudySpec spec = StudyFile.Parse(envelope.StudyFile, envelope.FileName ?? "study.yaml", options);
        string? id = envelope.Id ?? spec.Id;
        if (id is not null && !IsId(id))
        {
            throw new InvalidInputException(
                [
                    InputProblem.Of(
                        Place.Field("id"),
                        "id",
                        $"'{id}'",
                        $"1 to {LongestId} letters, digits, hyphens and underscores",
                        "Write an id such as fx-2026.")
                ]);
        }

        CheckSize(spec, limits);
        return new StudyRequest(spec, id);
    }

    /// <summary>A hash of what decides the outcome of a study and its budget: equal for the same study, however it was written.</summary>
    public static string HashOf(StudySpec spec) => StudyFile.Hash(System.Text.Encoding.UTF8.GetBytes(StudyFile.Canonical(spec)));

    /// <summary>The id for an idempotency key: the same key gives the same id.</summary>
    public static string IdOf(string idempotencyKey) => $"key-{StudyFile.Hash(System.Text.Encoding.UTF8.GetBytes(idempotencyKey))}";

    /// <summary>
    /// The options that are given, by name, as an envelope holds them. Data and trials to run first have their own places.
    /// </summary>
    public static IReadOnlyDictionary<string, string> FlagsOf(StudyOverrides overrides) =>
        overrides.Where(given => given.Option.IsForServices).GroupBy(given => given.Option.Name, StringComparer.Ordinal).ToDictionary(
            group => group.Key, group => group.Last().Text, StringComparer.Ordinal);

    /// <summary>Whether a text may be an id. It goes into paths and table keys, so little is allowed.</summary>
    public static bool IsId(string text) =>
        text.Length is > 0 and <= LongestId && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static StudyEnvelope? ReadEnvelope(string text)
    {
        ReadOnlySpan<char> start = text.AsSpan().TrimStart();
        if (start.Length == 0 || start[0] != '{' || !text.Contains("\"study_file\"", StringComparison.Ordinal))
            return null;
        try
        {
            return JsonSerializer.Deserialize(text, ServiceJson.Default.StudyEnvelope) is { StudyFile: not null } envelope
                ? envelope
                : null;
        }
        catch (JsonException fault)
        {
            throw new InvalidInputException(
                Place.Field("body"),
                $"The body cannot be read: {fault.Message}",
                "Send a study file, or an object with study_file, and optionally file_name, id, data and overrides.");
        }
    }

    private static StudyOverrides ReadOverrides(StudyEnvelope envelope)
    {
        var overrides = new StudyOverrides();
        foreach ((string symbol, string source) in envelope.Data ?? Nothing)
            overrides.Add("data", $"{symbol}={source}");
        foreach ((string name, string content) in envelope.Enqueue ?? Nothing)
            overrides.Add("enqueue", content, name);
        var problems = new List<InputProblem>();
        foreach ((string name, string value) in envelope.Overrides ?? Nothing)
        {
            if (StudyOptions.Find(name) is { IsForServices: true } option)
                overrides.Add(option, value);
            else
                problems.Add(
                    new InputProblem(
                        Place.Field($"overrides.{name}"),
                        $"overrides.{name} is no option of a study.",
                        $"Use one of "
                            + $"{string.Join(", ", StudyOptions.All.Where(known => known.IsForServices).Select(known => known.Name))}."));
        }

        return problems.Count == 0 ? overrides : throw new InvalidInputException(problems);
    }

    private static void CheckSize(StudySpec spec, ServiceLimits limits)
    {
        ITrialSource? source = SamplerRegistry.Create(spec.Sampler).Source(spec.Space, spec.Seed);
        long trials = Math.Min(source?.Count ?? long.MaxValue, spec.Budget.Trials ?? long.MaxValue);
        if (trials != long.MaxValue && trials > limits.Trials)
        {
            throw new InvalidInputException(
            [
                new InputProblem(
                    Place.Field("trials"),
                    "trials",
                    $"{trials}",
                    $"trials is {trials}, but this service takes at most {limits.Trials}.",
                    "Make the space smaller, or give 'trials'."),
            ]);
        }

    }
}
