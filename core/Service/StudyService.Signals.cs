namespace ServerlessTuner.Core.Service;

/// <summary>What is done to a study on its way: hold it, go on, end it, remove it.</summary>
public sealed partial class StudyService
{
    private async Task<ServiceResponse> SignalAsync(string id, StudySignal signal, CancellationToken cancellation)
    {
        StudyRecord study = await host.ObserveAsync(await FindAsync(id, cancellation), cancellation);
        bool done = (signal, study.Status) is (StudySignal.Pause, StudyStatus.Paused) or (StudySignal.Resume, StudyStatus.Running)
            or (StudySignal.Stop, StudyStatus.Stopping or StudyStatus.Stopped) or (StudySignal.Cancel, StudyStatus.Cancelled);
        if (done)
            return Show(202, study);
        string verb = signal.ToString().ToLowerInvariant();
        if (study.HasEnded)
            return Problems.Of(
                409, "status", StatusOf(study), $"The study '{id}' is {StatusOf(study)}, so that it cannot {verb}.", "Start a new study.");
        if (signal == StudySignal.Resume && study.Status != StudyStatus.Paused)
            return Problems.Of(
                409,
                "status",
                StatusOf(study),
                $"The study '{id}' is {StatusOf(study)}, so that there is nothing to resume.",
                "Pause it first.");
        if (signal == StudySignal.Pause && study.Status == StudyStatus.Stopping)
            return Problems.Of(
                409,
                "status",
                StatusOf(study),
                $"The study '{id}' is stopping, so that it cannot pause.",
                "Wait for its results, or cancel it.");
        await host.SignalAsync(id, signal, cancellation);
        return Show(202, await host.ObserveAsync(await FindAsync(id, cancellation), cancellation));
    }

    private async Task<ServiceResponse> DeleteAsync(string id, CancellationToken cancellation)
    {
        StudyRecord study = await host.ObserveAsync(await FindAsync(id, cancellation), cancellation);
        if (!study.HasEnded)
            return Problems.Of(
                409,
                "status",
                StatusOf(study),
                $"The study '{id}' is {StatusOf(study)}, so that it cannot be removed.",
                $"Cancel it first, with POST /api/studies/{id}/cancel.");
        await host.DeleteAsync(id, cancellation);
        return new ServiceResponse { Status = 204 };
    }
}
