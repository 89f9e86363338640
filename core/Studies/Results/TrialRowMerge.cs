using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>Merges the sorted rows of chunks into one sequence, best first: a heap of readers, the best at its top.</summary>
internal sealed class TrialRowMerge
{
    private readonly TrialRowReader[] heap;
    private int count;
    private bool started;

    /// <summary>Begins before the first row.</summary>
    public TrialRowMerge(IReadOnlyList<Stream> chunks, Goal goal)
    {
        heap = new TrialRowReader[chunks.Count];
        foreach (Stream chunk in chunks)
        {
            var reader = new TrialRowReader(chunk, goal);
            if (reader.Read())
                heap[count++] = reader;
        }

        for (int i = (count / 2) - 1; i >= 0; i--)
            Sink(i);
    }

    /// <summary>The current row.</summary>
    public TrialRowReader Current => heap[0];

    /// <summary>Goes to the next row; false after the last.</summary>
    public bool Read()
    {
        if (started && !heap[0].Read())
            heap[0] = heap[--count];
        started = true;
        Sink(0);
        return count > 0;
    }

    private void Sink(int place)
    {
        TrialRowReader sinking = heap[place];
        while ((2 * place) + 1 is var child && child < count)
        {
            if (child + 1 < count && heap[child + 1].IsBefore(heap[child]))
                child++;
            if (!heap[child].IsBefore(sinking))
                break;
            heap[place] = heap[child];
            place = child;
        }

        heap[place] = sinking;
    }
}
