using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>The rows of a chunk while it is evaluated, and sorted for its artifact, so that publishing is a merge.</summary>
internal sealed class TrialRows(RowSchema schema)
{
    private readonly RowBlock rows = new(schema);
    private readonly RowBlock block = new(schema);
    private int[] order = [];

    /// <summary>How many rows there are.</summary>
    public int Count => rows.Count;

    /// <summary>How many have no score.</summary>
    public int Failed { get; private set; }

    /// <summary>Starts again, with the same memory.</summary>
    public void Clear()
    {
        rows.Clear();
        Failed = 0;
    }

    /// <summary>Adds a row.</summary>
    /// <param name="trial">The trial's number.</param>
    /// <param name="score">Its ranking score; NaN where it failed.</param>
    /// <param name="values">Its values.</param>
    /// <param name="failure">Why it failed, or null.</param>
    /// <returns>The row's scores and metrics, to be filled.</returns>
    public Span<double> Add(long trial, double score, ParameterSet values, string? failure)
    {
        bool hasScore = !double.IsNaN(score);
        Failed += hasScore ? 0 : 1;
        return rows.Add(trial, hasScore && failure is null ? TrialOutcome.Complete : TrialOutcome.Failed, 0, score, values, failure);
    }

    /// <summary>Sorts the rows, best first, ties by trial number.</summary>
    public void Sort(Goal goal)
    {
        order = new int[Count];
        // By plain losses: a goal's comparison of two scores would be made a million times.
        var losses = new double[Count];
        var trials = new long[Count];
        for (int i = 0; i < order.Length; i++)
            (order[i], losses[i], trials[i]) = (i, goal.ToLoss(rows.Score(i)), rows.Trial(i));
        Array.Sort(order, (left, right) => losses[left].CompareTo(losses[right]) is var by and not 0 ? by : trials[left].CompareTo(trials[right]));
    }

    /// <summary>The best rows after <see cref="Sort"/>, best first.</summary>
    public RankedTrial[] Best(int count)
    {
        var best = new RankedTrial[Math.Min(count, Count)];
        for (int i = 0; i < best.Length; i++)
            best[i] = new RankedTrial(rows.Trial(order[i]), rows.Score(order[i]));
        return best;
    }

    /// <summary>Writes the rows as a file, in the order of <see cref="Sort"/>.</summary>
    public Task WriteAsync(Stream stream, CancellationToken cancellation)
    {
        var writer = new RowFileWriter(stream, schema, Count);
        for (int first = 0; first < Count; first += RowFile.BlockRows)
        {
            cancellation.ThrowIfCancellationRequested();
            block.Clear();
            for (int i = first; i < Math.Min(Count, first + RowFile.BlockRows); i++)
                block.Copy(rows, order[i]);
            writer.Write(block);
        }

        writer.End();
        return Task.CompletedTask;
    }
}
