using System.Text;
using ServerlessTuner.Core.Studies;

namespace ServerlessTuner.Core.Execution;

/// <summary>One line of a result file with what it is sorted by. Chunks keep theirs sorted, so that publishing is a merge.</summary>
/// <param name="Trial">The trial's number.</param>
/// <param name="Score">Its ranking score; NaN where it failed.</param>
/// <param name="Line">The line as it stands in the result file, without its end.</param>
public readonly record struct TrialRow(long Trial, double Score, string Line)
{
    /// <summary>Writes rows: trial, score, line, one after the other.</summary>
    public static Task WriteAsync(IReadOnlyList<TrialRow> rows, Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(rows.Count);
        foreach (TrialRow row in rows)
        {
            writer.Write(row.Trial);
            writer.Write(row.Score);
            writer.Write(row.Line);
        }

        return Task.CompletedTask;
    }

    /// <summary>Reads rows back one by one, so that any number of chunks can be merged in little memory.</summary>
    public static IEnumerable<TrialRow> Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        int count = reader.ReadInt32();
        for (int i = 0; i < count; i++)
            yield return new TrialRow(reader.ReadInt64(), reader.ReadDouble(), reader.ReadString());
    }

    /// <summary>Merges sorted sequences into one, best first.</summary>
    public static IEnumerable<TrialRow> Merge(IReadOnlyList<IEnumerable<TrialRow>> sources, Goal goal)
    {
        var queue = new PriorityQueue<IEnumerator<TrialRow>, (double Score, long Trial)>(
            Comparer<(double Score, long Trial)>.Create((a, b) => goal.CompareRank(a.Score, a.Trial, b.Score, b.Trial)));
        try
        {
            foreach (IEnumerable<TrialRow> source in sources)
            {
                IEnumerator<TrialRow> rows = source.GetEnumerator();
                if (rows.MoveNext())
                    queue.Enqueue(rows, (rows.Current.Score, rows.Current.Trial));
                else
                    rows.Dispose();
            }

            while (queue.TryDequeue(out IEnumerator<TrialRow>? best, out _))
            {
                yield return best.Current;
                if (best.MoveNext())
                    queue.Enqueue(best, (best.Current.Score, best.Current.Trial));
                else
                    best.Dispose();
            }
        }
        finally
        {
            foreach ((IEnumerator<TrialRow> rows, _) in queue.UnorderedItems)
                rows.Dispose();
        }
    }
}
