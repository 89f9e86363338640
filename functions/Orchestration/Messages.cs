using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Functions.Orchestration;

/// <summary>
/// The names under which orchestrators, activities and events are known. A running study depends on them: never change one.
/// </summary>
internal static class Names
{
    public const string Study = "Study";
    public const string Batch = "WorkBatch";
    public const string Prepare = "PrepareStudy";
    public const string Work = "RunWork";
    public const string Publish = "PublishStudy";
    public const string End = "EndStudy";
    public const string Offer = "OfferTrials";

    /// <summary>The event that carries <c>pause</c>, <c>resume</c>, <c>stop</c> or <c>cancel</c>.</summary>
    public const string Signal = "signal";

    /// <summary>The event that carries the outcome of a trial that an agent evaluated.</summary>
    public const string Told = "told";
}

/// <summary>What the orchestrator of a study is started with.</summary>
/// <param name="Study">The study's id, which is the orchestration's instance id too.</param>
/// <param name="RetrySeconds">The time before the first retry of a failed activity; each further one waits twice as long.</param>
/// <param name="Prepared">Null at first; handed on when the orchestration continues as new.</param>
/// <param name="Progress">Likewise.</param>
/// <param name="Plan">The plan's state, likewise.</param>
/// <param name="RecheckSeconds">How long after a batch was offered to agents it is looked for outcomes of which no event told.</param>
/// <param name="LongestHistory">After so many activities and events the orchestration continues as new, as soon as the plan allows
/// it.</param>
public sealed record StudyOrchestration(
    string Study,
    double RetrySeconds,
    PreparedStudy? Prepared = null,
    StudyProgress? Progress = null,
    SearchState? Plan = null,
    double RecheckSeconds = 300,
    int LongestHistory = 400);

/// <summary>What the first activity found out. It stands in the history, so that every replay plans the same pieces of work.</summary>
/// <param name="Spec">The study as JSON.</param>
/// <param name="Pins">The artifact that names each data file and its ETag.</param>
/// <param name="Trials">How many trials the first stage has, or null where only a rule ends it.</param>
/// <param name="ChunkSize">Trials per chunk.</param>
/// <param name="BatchSize">Pieces of work per sub-orchestration, so that its message stays within bounds.</param>
public sealed record PreparedStudy(string Spec, string Pins, long? Trials, int ChunkSize, int BatchSize);

/// <summary>The outcome of the first activity.</summary>
/// <param name="Study">What it found out, or null.</param>
/// <param name="Problems">Why the study cannot be run, or null. No exception: a retry would not help.</param>
public sealed record PrepareOutcome(PreparedStudy? Study, IReadOnlyList<InputProblem>? Problems);

/// <summary>The outcome of the last activity.</summary>
/// <param name="Failure">Why the study has failed though its results are published, or null.</param>
/// <param name="Problems">Why they cannot be published, or null. No exception: a retry would not help.</param>
public sealed record PublishOutcome(string? Failure, IReadOnlyList<InputProblem>? Problems);

/// <summary>One piece of work for one activity.</summary>
public sealed record WorkRequest(string Study, string Pins, WorkItem Item);

/// <summary>What an activity did.</summary>
/// <param name="Result">The result, or null.</param>
/// <param name="Problems">Why it can never be done, or null.</param>
/// <param name="Deferred">Whether it was left undone, because the study is paused or ends.</param>
public sealed record WorkOutcome(WorkResult? Result, IReadOnlyList<InputProblem>? Problems = null, bool Deferred = false);

/// <summary>Pieces of work for one sub-orchestration.</summary>
/// <param name="Run">The study.</param>
/// <param name="Pins">The artifact with the versions of its data.</param>
/// <param name="Goal">Which scores are better.</param>
/// <param name="Keep">How many of the best chunks' trials must be known.</param>
/// <param name="Items">The pieces.</param>
public sealed record WorkBatch(StudyOrchestration Run, string Pins, Goal Goal, int Keep, IReadOnlyList<WorkItem> Items);

/// <summary>What a sub-orchestration did.</summary>
/// <param name="Results">The results, trimmed to what their union must know.</param>
/// <param name="Deferred">Indices of the pieces left undone.</param>
/// <param name="Fault">Why a piece failed for good, or null. The others were finished first.</param>
public sealed record BatchOutcome(IReadOnlyList<WorkResult> Results, IReadOnlyList<int> Deferred, string? Fault);

/// <summary>Trials for agents.</summary>
/// <param name="Study">The study's id.</param>
/// <param name="Items">The trials.</param>
/// <param name="Ending">Whether the search was ended, so that those that nobody evaluates are ended as well.</param>
public sealed record OfferRequest(string Study, IReadOnlyList<WorkItem> Items, bool Ending);

/// <summary>The outcome of a trial that an agent evaluated.</summary>
/// <param name="Result">What the plan needs of the result.</param>
public sealed record ToldTrial(WorkResult Result)
{
    private const int LongestFailure = 200;

    /// <summary>Leaves out what only the result files need, so that the message stays small whatever the trial reported.</summary>
    public static ToldTrial Of(TrialResult result) => new(Trim(result));

    /// <summary>The result without reports and metrics.</summary>
    public static TrialResult Trim(TrialResult result) =>
        result with
        {
            Metrics = [],
            Steps = [],
            Failure = result.Failure is { Length: > LongestFailure } failure ? failure[..LongestFailure] : result.Failure
        };
}

/// <summary>What the publishing activity needs beside the stored results.</summary>
/// <param name="Study">The study's id.</param>
/// <param name="Prepared">What was planned.</param>
/// <param name="Progress">Where the study stands.</param>
public sealed record PublishRequest(string Study, PreparedStudy Prepared, StudyProgress Progress);

/// <summary>A study's end without publishing.</summary>
/// <param name="Study">The study's id.</param>
/// <param name="Progress">Where it stood, and why it ended.</param>
/// <param name="Prepared">What was planned, or null where it did not come to that.</param>
public sealed record EndRequest(string Study, StudyProgress Progress, PreparedStudy? Prepared);
