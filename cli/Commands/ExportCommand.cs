using System.CommandLine;
using ServerlessTuner.Cli.Exporting;
using ServerlessTuner.Cli.Running;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Cli.Commands;

/// <summary><c>tuner export DIR</c>: all trials of a finished study, in a format that other programs read.</summary>
internal static class ExportCommand
{
    private static readonly string[] Formats = ["csv", "json", "parquet"];

    public static Command Create()
    {
        var folder = new Argument<string>("dir") { Description = "The output folder of a finished run." };
        var format = new Option<string>("--format") { Description = "csv, json or parquet.", DefaultValueFactory = _ => "csv" };
        var output = new Option<string?>("-o", "--output") { Description = "The file to write. Default: standard output." };
        var stage = new Option<int>("--stage")
        {
            Description = "The stage. Default: 1, which has all trials.", DefaultValueFactory = _ => 1
        };
        format.CompletionSources.Add(Formats);
        var command = new Command(
            "export",
            "Writes all trials of a finished study, best first. Example: tuner export runs/eurusd --format parquet -o trials.parquet")
        {
            folder, format, output, stage,
        };
        command.SetAction((parsed, cancellation) => ExitCodes.GuardAsync(
            () => RunAsync(
                parsed.GetValue(folder)!,
                parsed.GetValue(format)!,
                parsed.GetValue(output),
                parsed.GetValue(stage),
                cancellation), verbose: false));
        return command;
    }

    private static async Task<int> RunAsync(string folder, string format, string? output, int stage, CancellationToken cancellation)
    {
        ITrialExport export = format switch
        {
            "csv" => new CsvExport(),
            "json" => new JsonExport(),
            "parquet" => new ParquetExport(),
            _ => throw new InvalidInputException(
                "--format", $"--format is '{format}', which is no format of this command.", $"{Nearest.Advice(format, Formats)}"),
        };
        StudySpec spec = StudyFolder.Load(folder);
        if (stage < 1 || stage > spec.Stages.Count)
            throw new InvalidInputException(
                "--stage",
                $"--stage is {stage}, but this study's stages are numbered from 1 to "
                    + $"{spec.Stages.Count}.", "Write --stage 1 for all trials.");
        using TrialTable trials = StudyFolder.Open(folder, spec, stage);
        if (output is null)
            await WriteAsync(export, trials, StandardStreams.Open(), cancellation);
        else
            await WriteFileAsync(export, trials, output, cancellation);
        return ExitCodes.Done;
    }

    // Beside the target first, so that what stood there is replaced by a whole file or not at all.
    private static async Task WriteFileAsync(ITrialExport export, TrialTable trials, string path, CancellationToken cancellation)
    {
        string part = path + ".part";
        FileStream target = Create(path, part);
        try
        {
            await WriteAsync(export, trials, target, cancellation);
            File.Move(part, path, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    private static FileStream Create(string path, string part)
    {
        try
        {
            return new FileStream(part, FileMode.Create, FileAccess.ReadWrite);
        }
        catch (Exception fault) when (fault is DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new InvalidInputException("-o", $"The file '{path}' cannot be written: {fault.Message} Choose another place.");
        }
    }

    private static async Task WriteAsync(ITrialExport export, TrialTable trials, Stream target, CancellationToken cancellation)
    {
        await using Stream stream = new BufferedStream(target, 1 << 16);
        await export.WriteAsync(trials, stream, cancellation);
    }
}
