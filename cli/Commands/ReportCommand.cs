using System.Buffers;
using System.CommandLine;
using ServerlessTuner.Cli.Running;
using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Reports.Pages;

namespace ServerlessTuner.Cli.Commands;

/// <summary><c>tuner report DIR...</c>: the page with the data of finished studies, several side by side.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var folders = new Argument<string[]>("dir")
        {
            Description = "The output folders of finished runs.", Arity = ArgumentArity.OneOrMore
        };
        var output = new Option<string>("-o", "--output")
        {
            Description = "The file to write.", DefaultValueFactory = _ => StudyPage.Report
        };
        var command = new Command(
            "report",
            "Writes a page that shows finished studies, several side by side; it opens without a service. Example: tuner report runs/a "
                + "runs/b -o cmp.html")
        {
            folders, output,
        };
        command.SetAction((parsed, cancellation) => ExitCodes.GuardAsync(
            () => RunAsync(parsed.GetValue(folders)!, parsed.GetValue(output)!, cancellation), verbose: false));
        return command;
    }

    private static async Task<int> RunAsync(string[] folders, string output, CancellationToken cancellation)
    {
        PageTemplate template = ReportTemplate.Value ?? throw new InvalidInputException(
            "report", "This build of tuner has no page, because it was made without Node.", "Build it where Node is installed.");
        var data = new ArrayBufferWriter<byte>();
        data.Write("{\"studies\":["u8);
        for (int i = 0; i < folders.Length; i++)
        {
            if (i > 0)
                data.Write(","u8);
            StudySpec spec = StudyFolder.Load(folders[i]);
            ReadOnlyMemory<byte> study = await StudyPage.ReadAsync(spec, new FileArtifactStore(folders[i]), cancellation)
                ?? throw new InvalidInputException(
                    folders[i], "The study has no results yet.", $"Finish it first, with: tuner resume {folders[i]}");
            data.Write(study.Span);
        }

        data.Write("]}"u8);
        try
        {
            using var page = new MemoryStream();
            template.Write(page, data.WrittenSpan);
            await WholeFile.WriteAsync(Path.GetFullPath(output), page.GetBuffer().AsMemory(0, (int)page.Length), cancellation);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(output, $"The file cannot be written: {fault.Message}", "Give another with -o FILE.");
        }

        await Console.Out.WriteLineAsync($"{output} shows {folders.Length} {(folders.Length == 1 ? "study" : "studies")}.");
        return ExitCodes.Done;
    }
}
