using System.Buffers.Binary;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>The rows of a chunk: one line of a result file per trial, with what it is sorted by.</summary>
/// <remarks>Chunks keep their rows sorted, so that publishing is a merge; see <see cref="TrialRowMerge"/>.</remarks>
public sealed class TrialRows
{
    private readonly List<long> trials = [];
    private readonly List<double> scores = [];
    private readonly List<int> ends = [];
    private int[] order = [];

    /// <summary>Trial, score and the length of the line, before each line.</summary>
    internal const int HeadLength = 20;

    /// <summary>The lines so far, and the one to be written next.</summary>
    public CsvText Line { get; } = new();

    /// <summary>How many rows there are.</summary>
    public int Count => trials.Count;

    /// <summary>How many have no score.</summary>
    public int Failed { get; private set; }

    /// <summary>Starts again, with the same memory.</summary>
    public void Clear()
    {
        trials.Clear();
        scores.Clear();
        ends.Clear();
        Line.Clear();
        Failed = 0;
    }

    /// <summary>Ends a row: what was appended to <see cref="Line"/> since the last one is its line.</summary>
    /// <param name="trial">The trial's number.</param>
    /// <param name="score">Its ranking score; NaN where it failed.</param>
    public void Add(long trial, double score)
    {
        trials.Add(trial);
        scores.Add(score);
        ends.Add(Line.Length);
        Failed += double.IsNaN(score) ? 1 : 0;
    }

    /// <summary>Sorts the rows, best first, ties by trial number.</summary>
    public void Sort(Goal goal)
    {
        order = new int[Count];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        // By plain losses: a goal's comparison of two scores would be made a million times.
        double[] losses = [.. scores.Select(score => goal.ToLoss(score))];
        Array.Sort(order, (left, right) => losses[left].CompareTo(losses[right]) is var by and not 0 ? by : trials[left].CompareTo(trials[right]));
    }

    /// <summary>The best rows after <see cref="Sort"/>, best first.</summary>
    public RankedTrial[] Best(int count)
    {
        var best = new RankedTrial[Math.Min(count, Count)];
        for (int i = 0; i < best.Length; i++)
            best[i] = new RankedTrial(trials[order[i]], scores[order[i]]);
        return best;
    }

    /// <summary>Writes the rows in the order of <see cref="Sort"/>: trial, score, length, line, one after the other.</summary>
    public Task WriteAsync(Stream stream, CancellationToken cancellation)
    {
        byte[] head = new byte[HeadLength];
        ReadOnlyMemory<byte> lines = Line.Written;
        foreach (int row in order)
        {
            cancellation.ThrowIfCancellationRequested();
            int begin = row == 0 ? 0 : ends[row - 1];
            BinaryPrimitives.WriteInt64LittleEndian(head, trials[row]);
            BinaryPrimitives.WriteDoubleLittleEndian(head.AsSpan(8), scores[row]);
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(16), ends[row] - begin);
            // Synchronous on purpose: the stream is buffered, and a million awaited lines cost more than the lines.
            stream.Write(head);
            stream.Write(lines.Span[begin..ends[row]]);
        }

        return Task.CompletedTask;
    }
}
