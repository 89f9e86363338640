using System.Globalization;
using System.Text;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Running;

/// <summary>
/// Two lines on a terminal, drawn over and over: the stage with a bar, and the best trial so far. They vanish when the run ends, and
/// a run that is over within a moment never draws them.
/// </summary>
/// <remarks>Own escape sequences and no library: the common one costs more at start-up than a whole small study.</remarks>
public sealed class LiveProgress : IProgressSink, IDisposable
{
    private const int Widest = 30;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(120);

    private readonly TextWriter output;
    private readonly Func<int> width;
    private readonly StageMeter meter = new();
    private readonly Timer timer;
    private readonly Lock gate = new();
    private StageView? view;
    private int stages = 1;
    private long bestTrial = -1;
    private string bestValues = string.Empty;
    private bool drawn;
    private bool ended;

    /// <summary>Prepares a display.</summary>
    /// <param name="output">The terminal.</param>
    /// <param name="width">How many columns it has now.</param>
    public LiveProgress(TextWriter output, Func<int> width)
    {
        (this.output, this.width) = (output, width);
        timer = new Timer(_ => Draw(), null, Timeout.Infinite, Timeout.Infinite);
    }

    /// <inheritdoc/>
    public void Attach(Func<long, ParameterSet> values, Func<long, double> confirmed) =>
        (meter.Values, meter.Confirmed) = (values, confirmed);

    /// <inheritdoc/>
    public void Started(StudyPlan plan, int resumed)
    {
        lock (gate)
        {
            meter.Begin(plan);
            stages = plan.Shape.Stages;
            view = meter.Advance(plan, out _);
            if (resumed > 0)
                output.WriteLine(Outcomes.Continuing(resumed));
        }

        timer.Change(Pause, Pause);
    }

    /// <inheritdoc/>
    public void Advanced(StudyPlan plan)
    {
        lock (gate)
        {
            view = meter.Advance(plan, out StageView? last) ?? last;
            if (view?.Best is not { } best || best.Trial == bestTrial)
                return;
            bestTrial = best.Trial;
            bestValues = meter.BestValues(plan, best) is { } values ? ReadableNumber.Of(values) : string.Empty;
        }
    }

    /// <summary>Takes the display away.</summary>
    public void Dispose()
    {
        timer.Dispose();
        lock (gate)
        {
            ended = true;
            if (drawn)
                output.Write("\r\e[2K\e[1A\e[2K\e[?25h");
            drawn = false;
            output.Flush();
        }
    }

    private void Draw()
    {
        lock (gate)
        {
            if (ended || view is not { } current)
                return;
            // Hidden, the cursor does not flicker; one write per frame, so that nothing is torn.
            var frame = new StringBuilder(drawn ? "\r\e[1A" : "\e[?25l");
            int columns = Math.Max(width(), 20);
            frame.Append("\e[2K").Append(Cut(StageLine(meter.Refresh(current), columns), columns)).Append('\n');
            frame.Append("\e[2K").Append(Cut(BestLine(current), columns));
            output.Write(frame);
            output.Flush();
            drawn = true;
        }
    }

    private string StageLine(StageView now, int columns)
    {
        string counts = now.Total > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{now.Done:N0}/{now.Total:N0} {100 * now.Share,5:F1}%")
            : string.Create(CultureInfo.InvariantCulture, $"{now.Done:N0}");
        string rest = string.Create(
            CultureInfo.InvariantCulture,
            $" {counts}  {Outcomes.Rate(now.Rate)}  elapsed {StageView.Clock(now.Elapsed)}  eta {StageView.Clock(now.Eta)}{now.Others}");
        string title = stages > 1 ? $"Stage {now.Stage} of {stages} " : $"Stage {now.Stage} ";
        int bar = Math.Min(Widest, columns - title.Length - rest.Length - 2);
        if (bar < 5 || now.Total == 0)
            return title + rest;
        int filled = (int)Math.Round(bar * now.Share);
        return $"{title}\e[32m{new string('█', filled)}\e[90m{new string('░', bar - filled)}\e[0m{rest}";
    }

    private string BestLine(StageView now) =>
        now.Best is { } best ? $"best {ReadableNumber.Of(best.Score)}  trial {best.Trial}  {bestValues}" : "best: none yet";

    // A line that wraps could not be drawn over. Escape sequences take no column.
    private static string Cut(string line, int columns)
    {
        int seen = 0;
        bool escape = false;
        for (int i = 0; i < line.Length; i++)
        {
            if (escape)
                escape = line[i] != 'm';
            else if (line[i] == '\e')
                escape = true;
            else if (++seen >= columns)
                return line[..i] + "\e[0m";
        }

        return line;
    }
}
