using System.Runtime.InteropServices;

namespace ServerlessTuner.Cli.Commands;

/// <summary>
/// Answers Ctrl-C and SIGTERM: the work is told to end, and where it does not within a moment, the process ends without it. Nothing is
/// lost by that: what was finished stands in the journal.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>How long it waits where nothing but threads of this process is at work.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(700);

    private readonly TimeSpan patience;
    private readonly string? heard;
    private readonly CancellationTokenSource stop = new();
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;
    private readonly Func<string> message;
    private Timer? impatience;
    private int said;

    /// <summary>Listens from now on.</summary>
    /// <param name="message">What is told when the process ends so.</param>
    /// <param name="patience">How long the work may take to end; the same signal again ends the process at once.</param>
    /// <param name="heard">What is told at once where the work may take longer than a moment; null for nothing.</param>
    public Interruption(Func<string> message, TimeSpan patience, string? heard = null)
    {
        this.heard = heard;
        (this.message, this.patience) = (message, patience);
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Hear);
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hear);
    }

    /// <summary>Cancelled by the signal.</summary>
    public CancellationToken Token => stop.Token;

    /// <summary>Whether the signal came.</summary>
    public bool HasCome => stop.IsCancellationRequested;

    /// <summary>Tells the message, once.</summary>
    /// <returns>The exit code.</returns>
    public int Say()
    {
        if (Interlocked.Exchange(ref said, 1) == 0)
            Console.Error.WriteLine(message());
        return ExitCodes.Interrupted;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        impatience?.Dispose();
        interrupt.Dispose();
        terminate.Dispose();
        stop.Dispose();
    }

    private void Leave()
    {
        int code = Say();
        // The progress bar hides it.
        if (!Console.IsOutputRedirected)
            Console.Out.Write("\e[?25h");
        Environment.Exit(code);
    }

    private void Hear(PosixSignalContext context)
    {
        context.Cancel = true;
        // First, so that it does not depend on what cancelling calls.
        bool again = stop.IsCancellationRequested;
        impatience ??= new Timer(_ => Leave(), null, patience, Timeout.InfiniteTimeSpan);
        if (again)
            Leave();
        if (heard is not null)
            Console.Error.WriteLine(heard);
        stop.Cancel();
    }
}
