using ServerlessTuner.Core.Model.Text;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>Writes typed rows as CSV. Blocks are turned into text on all processors, and written in their order.</summary>
internal sealed class RowCsvWriter
{
    // Enough for the processors of any host that publishes; the thread pool decides how many run at once.
    private const int MostRunning = 8;

    private readonly Stream stream;
    private readonly Queue<Job> running = new();
    private readonly Stack<Job> spare = new();
    private readonly bool ranks;
    private long written;

    /// <summary>Begins a file with its line of names.</summary>
    /// <param name="stream">Gets the file.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="ranks">Whether each line begins with its rank.</param>
    public RowCsvWriter(Stream stream, RowSchema schema, bool ranks)
    {
        (this.stream, this.ranks) = (stream, ranks);
        var header = new CsvText();
        RowCsv.AppendHeader(header, schema, ranks);
        stream.Write(header.Written.Span);
    }

    /// <summary>Takes rows over; gives a block whose memory may be used again, or null.</summary>
    public RowBlock? Write(RowBlock block)
    {
        if (!spare.TryPop(out Job? job))
            job = new Job();
        RowBlock? free = job.Block;
        job.Start(block, ranks ? written + 1 : null);
        written += block.Count;
        running.Enqueue(job);
        while (running.Count > MostRunning)
            Finish();
        return free;
    }

    /// <summary>Writes what is still at work.</summary>
    public void End()
    {
        while (running.Count > 0)
            Finish();
    }

    private void Finish()
    {
        Job job = running.Dequeue();
        stream.Write(job.Result().Written.Span);
        spare.Push(job);
    }

    private sealed class Job
    {
        private readonly CsvText text = new();
        private Task? task;
        private long? rank;

        public RowBlock? Block { get; private set; }

        public void Start(RowBlock block, long? first)
        {
            (Block, rank) = (block, first);
            text.Clear();
            task = Task.Run(Append);
        }

        public CsvText Result()
        {
            task?.GetAwaiter().GetResult();
            return text;
        }

        private void Append() => RowCsv.AppendRows(text, Block!, rank);
    }
}
