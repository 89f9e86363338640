using System.Globalization;
using System.Text.Json;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Service;

/// <content>The calls for agents that evaluate trials outside.</content>
public sealed partial class StudyService
{
    // Enough to look at.
    private const int MostShown = 1000;
    private const int SecondsWhilePaused = 10;
    private const int SecondsWhileOpening = 2;

    private async Task<ServiceResponse> AskTrialAsync(string id, ServiceRequest request, CancellationToken cancellation)
    {
        StudyRecord study = await FindExternalAsync(id, cancellation);
        AgentAsk ask = AgentBody.ReadAsk(await ReadBodyAsync(request, cancellation));
        study = await host.ObserveAsync(study, cancellation);
        if (study.HasEnded || study.Status == StudyStatus.Stopping)
            throw Ended(study);
        if (study.Status == StudyStatus.Paused)
            return Later(SecondsWhilePaused);
        if (study.Status == StudyStatus.Queued || await host.FindAgentStudyAsync(id, cancellation) is not { } open)
            return Later(SecondsWhileOpening);
        // Where trials end in any order, one with a low number may be open still.
        long from = open.Rules.Spec.Async ? 0 : study.Settled;
        (AgentTrial? given, TimeSpan wait) = await new AgentDesk(id, host.AgentTrials, time).AskAsync(
            open, limits.Attempts, from, ask, cancellation);
        return given is null
            ? Later((int)Math.Ceiling(wait.TotalSeconds))
            : ServiceResponse.Of(200, View(id, open.Rules, given), ServiceJson.Default.AskedTrialView);
    }

    private async Task<ServiceResponse> ReportStepAsync(string id, string number, ServiceRequest request, CancellationToken cancellation)
    {
        StudyRecord study = await FindExternalAsync(id, cancellation);
        long trial = NumberOf(id, number);
        byte[] body = await ReadBodyAsync(request, cancellation);
        if (study.HasEnded)
            throw Ended(study);
        IAgentStudy open = await host.FindAgentStudyAsync(id, cancellation) ?? throw await NotOpenAsync(id, cancellation);
        StepReport? judged = await new AgentDesk(id, host.AgentTrials, time).ReportAsync(
            open, trial, AgentBody.ReadReport(body, open.Rules), cancellation);
        var view = new ReportView(
            trial, judged?.Step, judged?.Decision.Prune ?? false, judged is { Value: var value } && double.IsFinite(value) ? value : null);
        return ServiceResponse.Of(200, view, ServiceJson.Default.ReportView);
    }

    private async Task<ServiceResponse> TellTrialAsync(string id, string number, ServiceRequest request, CancellationToken cancellation)
    {
        StudyRecord study = await FindExternalAsync(id, cancellation);
        long trial = NumberOf(id, number);
        byte[] body = await ReadBodyAsync(request, cancellation);
        IAgentStudy? open = study.HasEnded ? null : await host.FindAgentStudyAsync(id, cancellation);
        if (open is null && !study.HasEnded)
            throw await NotOpenAsync(id, cancellation);
        // After the end there is nobody to ask, and only what was told before is told again.
        AgentRules rules = open?.Rules ?? await ReadRulesAsync(id, cancellation);
        AgentTrial told = await new AgentDesk(id, host.AgentTrials, time).TellAsync(
            rules, trial, AgentBody.ReadOutcome(body, rules), open is null, cancellation);
        if (told.Result is null)
            return new ServiceResponse { Status = 204 };
        // Told again, it is delivered again, in case that a host died between the two.
        if (open is not null)
            await open.DeliverAsync(told, cancellation);
        TrialResult result = told.Result;
        double score = result.Scores[0];
        var view = new OutcomeView(trial, ResultRecords.StateOf(result.Outcome), double.IsFinite(score) ? score : null, result.Failure);
        return ServiceResponse.Of(200, view, ServiceJson.Default.OutcomeView);
    }

    /// <summary>A study as it stands now, with the trials that agents have.</summary>
    private async Task<StudyView> WatchAsync(StudyRecord study, CancellationToken cancellation)
    {
        StudyView view = StudyView.Of(study);
        if (!study.IsExternal || study.HasEnded)
            return view;
        DateTimeOffset now = time.GetUtcNow();
        IReadOnlyList<StoredTrial> open = await host.AgentTrials.ListOpenAsync(study.Id, study.Settled, cancellation);
        return view with
        {
            Running = [
                .. open.Select(stored => stored.Trial).Where(trial => trial.Attempt > 0 && !trial.IsFree(now)).Take(MostShown)
                    .Select(RunningTrialView.Of)
            ],
            Waiting = open.Count(stored => stored.Trial.IsFree(now)),
        };
    }

    private async Task<StudyRecord> FindExternalAsync(string id, CancellationToken cancellation)
    {
        StudyRecord study = await FindAsync(id, cancellation);
        return study.IsExternal ? study : throw new ServiceFault(Problems.Of(
            409, "objective", null, $"The service evaluates the trials of the study '{id}' "
                + $"itself.", "For trials that agents evaluate, write 'objective: external', or start a W&B sweep file without "
                    + "'function' or 'strategy'."));
    }

    private async Task<AgentRules> ReadRulesAsync(string id, CancellationToken cancellation)
    {
        await using Stream stream = await host.ArtifactsOf(id).OpenAsync(StudyArtifact, cancellation)
            ?? throw new ServiceFault(Problems.Of(410, "study", id, $"The study '{id}' has ended, and its file is gone.", "Quit."));
        using var reader = new StreamReader(stream);
        try
        {
            return new AgentRules(StudyFile.FromJson(await reader.ReadToEndAsync(cancellation)));
        }
        catch (JsonException)
        {
            throw new ServiceFault(Problems.Of(410, "study", id, $"The study '{id}' has ended, and its file is damaged.", "Quit."));
        }
    }

    private async Task<ServiceFault> NotOpenAsync(string id, CancellationToken cancellation)
    {
        StudyRecord study = await FindAsync(id, cancellation);
        return study.HasEnded ? Ended(study) : new ServiceFault(Problems.Of(
            503, "status", StatusOf(study), $"The study '{id}' is {StatusOf(study)} and not at work "
                + $"yet.", "Send the same again in a moment.").With("Retry-After", $"{SecondsWhileOpening}"));
    }

    private static ServiceFault Ended(StudyRecord study) => new(Problems.Of(
        410, "status", StatusOf(study), $"The study '{study.Id}' is {StatusOf(study)}: there are no more "
            + $"trials.", $"Quit. GET /api/studies/{study.Id}/artifacts lists the results."));

    private static ServiceResponse Later(int seconds) => new ServiceResponse { Status = 204 }.With("Retry-After", $"{seconds}");

    private static long NumberOf(string id, string number) =>
        long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long trial)
        ? trial
        : throw new ServiceFault(
            Problems.Of(404, "n", number, $"'{number}' is no number of a trial.", $"POST /api/studies/{id}/trials gives one."));


    private static AskedTrialView View(string id, AgentRules rules, AgentTrial trial)
    {
        using var values = new MemoryStream();
        using (var writer = new Utf8JsonWriter(values))
            trial.Item.Values.WriteTo(writer);
        string self = $"/api/studies/{id}/trials/{trial.Trial}";
        return new AskedTrialView(
            id,
            trial.Trial,
            trial.Attempt,
            JsonElement.Parse(values.GetBuffer().AsSpan(0, (int)values.Length)),
            trial.Item.Known,
            rules.Objective.Steps,
            rules.Required,
            rules.Judge.Prunes,
            trial.Lease.TotalSeconds,
            trial.LeaseEnd!.Value,
            rules.Objective.Program,
            rules.Objective.Command.Count > 0 ? rules.Objective.Command : null,
            new AgentLinks($"{self}/reports", self));
    }
}
