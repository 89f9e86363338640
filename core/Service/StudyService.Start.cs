using System.Globalization;
using System.Text;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Objectives;

namespace ServerlessTuner.Core.Service;

/// <summary>How a study comes in: checked, recorded once whatever is sent again, and handed to the host.</summary>
public sealed partial class StudyService
{
    private async Task<ServiceResponse> StartAsync(ServiceRequest request, CancellationToken cancellation)
    {
        byte[] body = await ReadBodyAsync(request, cancellation);
        (StudySpec spec, string? id) = StudyRequest.Parse(body, limits);
        string? key = request.Header("Idempotency-Key");
        if (key is { Length: 0 or > 200 })
            return Problems.Of(
                400,
                "Idempotency-Key",
                key,
                $"Idempotency-Key has {key.Length} characters, but 1 to 200 are allowed.",
                "Send a shorter one, such as a UUID.");
        id ??= key is null ? host.NewId() : StudyRequest.IdOf(key);
        var study = new StudyRecord
        {
            Id = id,
            Name = spec.Name,
            Hash = StudyRequest.HashOf(spec),
            Metric = spec.Metrics[0].Name,
            Goal = spec.Metrics[0].Goal,
            Stages = spec.Stages.Count,
            IsExternal = spec.Objective is ExternalSpec,
            Created = time.GetUtcNow(),
        };
        StudyRecord? known = await store.FindAsync(id, cancellation);
        if (known is null)
        {
            await CheckUploadsAsync(spec, cancellation);
            int waiting = (await store.ListAsync(cancellation)).Count(other => other.Status == StudyStatus.Queued);
            if (waiting >= limits.Queued)
                return Problems.Of(
                    429,
                    "studies",
                    waiting.ToString(CultureInfo.InvariantCulture),
                    $"{waiting} studies are waiting already.",
                    "Try again when some have finished, or cancel one.").With("Retry-After", "30");
            if (!await store.AddAsync(study, cancellation))
                known = await store.FindAsync(id, cancellation);
        }

        if (known is not null && known.Hash != study.Hash)
            return Problems.Of(
                409,
                "id",
                id,
                $"The id '{id}' belongs to another study ('{known.Name}').",
                "Send the same study again, or choose another id or Idempotency-Key.");
        // What a host lost between the record and the start is made up for by the next request; so both are repeated.
        if (known is null || known.Status == StudyStatus.Queued)
        {
            byte[] json = Encoding.UTF8.GetBytes(StudyFile.ToJson(spec with { Id = id }));
            await host.ArtifactsOf(id).PutAsync(StudyArtifact, (stream, stop) => stream.WriteAsync(json, stop).AsTask(), cancellation);
            await host.StartAsync(known ?? study, cancellation);
        }

        return Show(202, await host.ObserveAsync(known ?? study, cancellation)).With("Location", $"/api/studies/{id}");
    }

    private async Task CheckUploadsAsync(StudySpec spec, CancellationToken cancellation)
    {
        var uploads = new UploadedData(NoData.Instance, host.Uploads);
        var problems = new List<InputProblem>();
        foreach (DataSpec data in spec.Data.Where(data => data.Source.StartsWith(UploadedData.Prefix, StringComparison.Ordinal)))
        {
            foreach (string hash in UploadedData.HashesOf(data.Source))
            {
                try
                {
                    await uploads.ResolveAsync(UploadedData.Prefix + hash, cancellation);
                }
                catch (InvalidInputException fault)
                {
                    problems.AddRange(
                        fault.Problems.Select(
                            problem => problem with
                            {
                                Place = Place.Field($"data.{data.Symbol}"), Field = $"data.{data.Symbol}", Value = data.Source
                            }));
                }
            }
        }

        if (problems.Count > 0)
            throw new InvalidInputException(problems);
    }

    /// <summary>No data but uploads.</summary>
    private sealed class NoData : IDataSource
    {
        public static NoData Instance { get; } = new();

        public Task<DataKey> ResolveAsync(string name, CancellationToken cancellation) =>
            throw new InvalidInputException(name, "There is no such data.", "Upload it with PUT /api/data/{sha256}.");

        public Task<Stream> OpenAsync(DataKey key, CancellationToken cancellation) =>
            throw new InvalidInputException(key.Name, "There is no such data.");

        public Task<IReadOnlyList<string>> ListAsync(string pattern, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<string>>([]);
    }
}
