namespace ServerlessTuner.Cli.Commands;

/// <summary>
/// Standard output and error that outlast those who read them: a pipe that was closed (<c>tuner run … | head -1</c>), a stream that was
/// never open (<c>&gt;&amp;-</c>), a full disk behind it. What cannot be written is left out, and the work goes on to its results.
/// </summary>
internal static class StandardStreams
{
    private static Exception? fault;

    /// <summary>Lets <see cref="Console.Out"/> and <see cref="Console.Error"/> endure. A terminal is left as it is.</summary>
    public static void Endure()
    {
        if (Console.IsOutputRedirected)
            Console.SetOut(Writer(Open()));
        if (Console.IsErrorRedirected)
            Console.SetError(Writer(new EnduringStream(Console.OpenStandardError, static _ => { })));
    }

    /// <summary>Standard output as bytes.</summary>
    public static Stream Open() => new EnduringStream(Console.OpenStandardOutput, static happened => fault ??= happened);

    /// <summary>Says in the end that output is missing, where that is not what its reader wanted.</summary>
    /// <param name="code">The exit code otherwise.</param>
    public static int Conclude(int code)
    {
        // One who closes a stream needs no message. A pipe without a reader throws nothing: .NET leaves that out by itself.
        if (fault is not IOException)
            return code;
        Console.Error.WriteLine($"The output is not complete: {fault.Message}");
        return code == ExitCodes.Done ? ExitCodes.Fault : code;
    }

    private static StreamWriter Writer(Stream stream) => new(stream, Console.OutputEncoding) { AutoFlush = true };

    /// <summary>Writes until that fails for the first time, and swallows the rest.</summary>
    private sealed class EnduringStream(Func<Stream> open, Action<Exception> broken) : Stream
    {
        private readonly Lock gate = new();
        private Stream? inner;
        private bool isBroken;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            lock (gate)
            {
                if (isBroken)
                    return;
                try
                {
                    (inner ??= open()).Write(buffer);
                }
                catch (Exception happened) when (happened is IOException or UnauthorizedAccessException or ArgumentException)
                {
                    isBroken = true;
                    broken(happened);
                }
            }
        }

        public override void Flush()
        {
            // The streams of the console keep nothing back.
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
