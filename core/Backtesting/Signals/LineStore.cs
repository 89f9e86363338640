using System.Collections.Concurrent;

namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>The lines of one symbol, each computed once however many threads ask, and dropped when they grow too many.</summary>
internal sealed class LineStore(PointSeries series, long byteLimit = 256L << 20)
{
    private readonly ConcurrentDictionary<Line, Entry> entries = new();
    private readonly PointSeries source = series;
    private long bytes;

    /// <summary>Computes what is missing of <paramref name="lines"/>. Threads that ask at once share the work.</summary>
    public void Prepare(IReadOnlyCollection<Line> lines)
    {
        if (Interlocked.Read(ref bytes) > byteLimit)
        {
            entries.Clear();
            Interlocked.Exchange(ref bytes, 0);
        }

        foreach (Line line in lines)
            entries.GetOrAdd(line, static key => new Entry(key)).TryCompute(this);
    }

    /// <summary>The values of a line.</summary>
    public LineValues Get(Line line) => entries.GetOrAdd(line, static key => new Entry(key)).Wait(this);

    private sealed class Entry(Line line)
    {
        private readonly Lock computing = new();
        private volatile LineValues? values;

        // A line that another thread is busy with is left to it; there are others to compute meanwhile.
        public void TryCompute(LineStore store)
        {
            if (values is not null || !computing.TryEnter())
                return;
            try
            {
                Compute(store);
            }
            finally
            {
                computing.Exit();
            }
        }

        public LineValues Wait(LineStore store)
        {
            if (values is LineValues ready)
                return ready;
            lock (computing)
                return Compute(store);
        }

        private LineValues Compute(LineStore store)
        {
            if (values is LineValues ready)
                return ready;
            LineValues computed = line.Load(store.source);
            Interlocked.Add(ref store.bytes, computed.Bytes);
            return values = computed;
        }
    }
}
