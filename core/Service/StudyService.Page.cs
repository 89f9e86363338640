using System.Globalization;
using System.Text;
using System.Text.Json;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Reports;
using ServerlessTuner.Core.Studies.Reports.Pages;
using ServerlessTuner.Core.Studies.Results;
using ServerlessTuner.Dashboard;

namespace ServerlessTuner.Core.Service;

/// <content>The page, and what it asks for.</content>
public sealed partial class StudyService
{
    private const string NotesArtifact = "notes.json";
    private const int LongestNote = 20_000;
    private const int MostTags = 50;
    private const int MostMarked = 1000;
    private const int MostForImportance = 20_000;

    private static ServiceResponse ShowPage(ServiceRequest request)
    {
        if (!Page.IsBuilt)
            return Problems.Of(
                404,
                "page",
                null,
                "This build has no page, because it was made without Node.",
                "Build it again where Node is installed; the API works.");
        bool packed = Packing.AcceptsGzip(request);
        ServiceResponse response = Packing.Tag(request, new ServiceResponse
        {
            Status = 200, ContentType = "text/html; charset=utf-8", Body = packed ? Page.Compressed : Page.Html,
        });
        if (packed && response.Status == 200)
            response = response.With("Content-Encoding", "gzip");
        return response.With("Vary", "Accept-Encoding").With("Content-Security-Policy", Page.Policy)
            .With("X-Content-Type-Options", "nosniff").With("Referrer-Policy", "no-referrer");
    }

    private async Task<ServiceResponse> ValidateAsync(ServiceRequest request, CancellationToken cancellation)
    {
        byte[] body = await ReadBodyAsync(request, cancellation);
        ValidationView view;
        try
        {
            (StudySpec spec, _) = StudyRequest.Parse(body, limits);
            await CheckUploadsAsync(spec, cancellation);
            view = new ValidationView(true, [])
            {
                Name = spec.Name,
                Trials = StudyShape.Of(spec).Search.Trials,
                Notes = spec.Notes,
                Data = spec.Data.ToDictionary(data => data.Symbol, data => data.Source, StringComparer.Ordinal),
            };
        }
        catch (InvalidInputException fault)
        {
            view = new ValidationView(false, [.. fault.Problems.Select(FieldProblem.Of)]);
        }

        return ServiceResponse.Of(200, view, ServiceJson.Default.ValidationView);
    }

    private async Task<ServiceResponse> GetColumnsAsync(StudyRecord study, ServiceRequest request, CancellationToken cancellation)
    {
        StudyRecord now = await host.ObserveAsync(study, cancellation);
        if (now.HasEnded)
        {
            // What has ended stays as it is, so that its tag is known without reading it.
            string tag = $"\"{now.Hash}-{now.Finished?.UtcTicks.ToString("x", CultureInfo.InvariantCulture)}\"";
            if (Packing.Has(request, tag))
                return Packing.Unchanged(tag);
            StudySpec spec = await SpecOfAsync(study, cancellation);
            ReadOnlyMemory<byte> data = await StudyPage.ReadAsync(spec, host.ArtifactsOf(study.Id), cancellation)
                ?? StudyPage.WriteHead(spec);
            return Columns(data).With("ETag", tag);
        }

        int after = Whole(request, "after", 0, int.MaxValue) ?? 0;
        LiveTrials? live = await host.ReadTrialsAsync(study.Id, after, cancellation);
        if (live is null)
            return Packing.Tag(request, Columns(StudyPage.WriteHead(await SpecOfAsync(study, cancellation))));
        string at = $"\"live-{live.Count}\"";
        return Packing.Has(request, at) ? Packing.Unchanged(at) : Columns(live.Data).With("ETag", at);
    }

    private async Task<ServiceResponse> GetImportanceAsync(StudyRecord study, ServiceRequest request, CancellationToken cancellation)
    {
        if (!(await host.ObserveAsync(study, cancellation)).HasEnded)
            return Problems.Of(
                409,
                "status",
                StatusOf(study),
                $"The study '{study.Id}' has not ended.",
                "Ask again when it has; the page shows shares of variance meanwhile.");
        StudySpec spec = await SpecOfAsync(study, cancellation);
        using TrialTable? table = await TrialTable.OpenAsync(host.ArtifactsOf(study.Id), spec, 1, cancellation);
        PastTrial[] trials = table is null ? [] :
        [
            .. table.Rows().Where(row => row.State == TrialOutcome.Complete).Take(MostForImportance)
                .Select(row => new PastTrial(row.Trial, row.Values, row.Score, [])),
        ];
        ImportanceReport report = trials.Length == 0 ? new ImportanceReport([], 0) : ImportanceReport.Of(spec, trials);
        var view = new ImportanceView(report.Trials, report.Weights);
        return Packing.Tag(request, ServiceResponse.Of(200, view, ServiceJson.Default.ImportanceView));
    }

    private async Task<ServiceResponse> GetNotesAsync(StudyRecord study, ServiceRequest request, CancellationToken cancellation) =>
        Packing.Tag(request, ServiceResponse.Of(200, await ReadNotesAsync(study, cancellation), ServiceJson.Default.NotesView));

    private async Task<ServiceResponse> PutNotesAsync(StudyRecord study, ServiceRequest request, CancellationToken cancellation)
    {
        byte[] body = await ReadBodyAsync(request, cancellation);
        NotesView? notes;
        try
        {
            notes = JsonSerializer.Deserialize(body, ServiceJson.Default.NotesView);
        }
        catch (JsonException fault)
        {
            throw new InvalidInputException(
                Place.Field("body"),
                $"The notes cannot be read: {fault.Message}",
                """Send {"text": "…", "tags": [], "stars": [], "trials": {}}.""");
        }

        if (notes is null || notes.Text is null || notes.Tags is null || notes.Stars is null || notes.Trials is null)
            throw new InvalidInputException(Place.Field("body"), "The notes are null.", "Send {\"text\": \"…\"}.");
        CheckNotes(notes);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(notes, ServiceJson.Default.NotesView);
        await host.ArtifactsOf(study.Id).PutAsync(NotesArtifact, (stream, stop) => stream.WriteAsync(json, stop).AsTask(), cancellation);
        return ServiceResponse.Of(200, notes, ServiceJson.Default.NotesView);
    }

    private static void CheckNotes(NotesView notes)
    {
        var problems = new List<InputProblem>();
        Limit("text", notes.Text.Length, LongestNote, "characters");
        Limit("tags", notes.Tags.Count, MostTags, "tags");
        Limit("stars", notes.Stars.Count, MostMarked, "trials");
        Limit("trials", notes.Trials.Count, MostMarked, "notes");
        foreach ((string trial, string text) in notes.Trials)
        {
            if (!long.TryParse(trial, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                problems.Add(
                    InputProblem.Of(
                        Place.Field($"trials.{trial}"), $"trials.{trial}", trial, "a trial's number", """Write "17": "…"."""));
            Limit($"trials.{trial}", text?.Length ?? 0, LongestNote, "characters");
        }

        if (problems.Count > 0)
            throw new InvalidInputException(problems);

        void Limit(string field, int found, int most, string what)
        {
            if (found > most)
                problems.Add(InputProblem.Of(Place.Field(field), field, $"{found} {what}", $"at most {most}", "Make it shorter."));
        }
    }

    private async Task<NotesView> ReadNotesAsync(StudyRecord study, CancellationToken cancellation)
    {
        await using Stream? stream = await host.ArtifactsOf(study.Id).OpenAsync(NotesArtifact, cancellation);
        if (stream is null)
            return new NotesView();
        return await JsonSerializer.DeserializeAsync(stream, ServiceJson.Default.NotesView, cancellation) ?? new NotesView();
    }

    private async Task<StudySpec> SpecOfAsync(StudyRecord study, CancellationToken cancellation)
    {
        await using Stream stream = await host.ArtifactsOf(study.Id).OpenAsync(StudyArtifact, cancellation)
            ?? throw new ServiceFault(
                Problems.Of(404, "id", study.Id, $"The study '{study.Id}' has lost its {StudyArtifact}.", "Start it again."));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return StudyFile.FromJson(await reader.ReadToEndAsync(cancellation));
    }

    private static ServiceResponse Columns(ReadOnlyMemory<byte> data) =>
        new ServiceResponse { Status = 200, ContentType = ServiceResponse.Json, Body = data }.With("Cache-Control", "no-cache");
}
