using System.Globalization;

namespace ServerlessTuner.Core.Service;

/// <content>What agents keep of their trials: logs and files.</content>
public sealed partial class StudyService
{
    /// <summary>Where files of trials are; what others made is never shown as a page.</summary>
    private const string FilesFolder = "files/";

    private const string LogsFolder = "logs/";
    private const int LongestFileName = 200;

    private Task<ServiceResponse> PutLogAsync(string id, string number, ServiceRequest request, CancellationToken cancellation) =>
        KeepAsync(
            id, number, trial => string.Create(CultureInfo.InvariantCulture, $"{LogsFolder}trial-{trial}.log"), request, cancellation);

    private Task<ServiceResponse> PutFileAsync(
        string id, string number, string name, ServiceRequest request, CancellationToken cancellation)
    {
        if (name.Length is 0 or > LongestFileName
            || name.AsSpan().IndexOfAnyInRange('\0', '\x1f') >= 0
            || name.AsSpan().IndexOfAny("\\:") >= 0
            || name.Split('/').Any(part => part.Length == 0 || part[0] == '.'))
            throw new ServiceFault(
                Problems.Of(
                    400,
                    "name",
                    name,
                    $"'{name}' is no name for a file.",
                    $"Use at most {LongestFileName} characters, no backslash or colon, and no part that begins with a dot."));
        return KeepAsync(
            id,
            number,
            trial => string.Create(CultureInfo.InvariantCulture, $"{FilesFolder}trial-{trial}/{name}"),
            request,
            cancellation);
    }

    private async Task<ServiceResponse> KeepAsync(
        string id, string number, Func<long, string> nameOf, ServiceRequest request, CancellationToken cancellation)
    {
        StudyRecord study = await FindExternalAsync(id, cancellation);
        long trial = NumberOf(id, number);
        if (await host.AgentTrials.FindAsync(id, trial, cancellation) is null)
            throw new ServiceFault(
                Problems.Of(
                    404, "n", number, $"The study '{id}' offers no trial {number}.", $"POST /api/studies/{id}/trials gives one."));
        string name = nameOf(trial);
        long size = 0, kept = 0;
        foreach (string folder in (string[])[FilesFolder, LogsFolder])
            kept += (await host.ArtifactsOf(study.Id).ListAsync(folder, cancellation)).Sum(item => item.Name == name ? 0 : item.Size);
        await host.ArtifactsOf(study.Id).PutAsync(
            name, async (stream, stop) => size = await CopyAsync(kept, request.Body, stream, null, stop), cancellation);
        return ServiceResponse.Of(
            201, new ArtifactView(name, size, ArtifactPath(study.Id, name)), ServiceJson.Default.ArtifactView);
    }
}
