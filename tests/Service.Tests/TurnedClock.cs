namespace ServerlessTuner.Service.Tests;

/// <summary>A clock that stands still until it is turned.</summary>
internal sealed class TurnedClock : TimeProvider
{
    private DateTimeOffset now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public void Turn(double seconds) => now = now.AddSeconds(seconds);

    public override DateTimeOffset GetUtcNow() => now;
}
