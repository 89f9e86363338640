using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Functions.Orchestration;

/// <summary>The content of a result's artifact.</summary>
/// <param name="Item">The piece of work, by which a result of other bounds under the same id is told.</param>
/// <param name="Result">What it left.</param>
internal sealed record StoredResult(WorkItem Item, WorkResult Result);
