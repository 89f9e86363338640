using System.Globalization;
using ServerlessTuner.Cli.Running;
using ServerlessTuner.Core.Service;

namespace ServerlessTuner.Cli.Client;

/// <summary>Prints the progress of a study elsewhere in the same lines as one here.</summary>
internal sealed class RemoteProgress(TextWriter output, long every)
{
    private int stage = 1;
    private long printed;

    public void Show(StudyView study)
    {
        if (study.Stage != stage)
        {
            // Its end fell between two looks.
            if (stage == 1 && printed < study.Trials)
                Print(study, 1, study.Trials, study.Trials);
            (stage, printed) = (study.Stage, 0);
        }

        bool ended = study.Total > 0 && study.Done == study.Total;
        if (study.Total == 0 || study.Done == printed || (!ended && study.Done - printed < every))
            return;
        printed = study.Done;
        Print(study, stage, study.Done, study.Total);
    }

    public static string Clock(double seconds)
    {
        var time = TimeSpan.FromSeconds(seconds);
        return string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours:D2}:{time.Minutes:D2}:{time.Seconds:D2}");
    }

    private void Print(StudyView study, int number, long done, long total)
    {
        string best = study.Best is { } known ? known.Score.ToString("F4", CultureInfo.InvariantCulture) : "none";
        double eta = number == study.Stage ? study.EtaSeconds ?? 0 : 0;
        string others = number == 1 ? Outcomes.Counts(study.Failed, study.Undefined, study.Pruned) : string.Empty;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"[Stage {number}] {done}/{total} ({100.0 * done / Math.Max(1, total):F1}%) elapsed={Clock(study.ElapsedSeconds)} "
                + $"eta={Clock(eta)} best_score={best}{others}"));
        output.Flush();
    }
}
