using Microsoft.DurableTask.Client;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Functions.Orchestration;

/// <summary>A study whose trials agents evaluate, on the host that answers their calls.</summary>
/// <param name="id">The study's id.</param>
/// <param name="session">The study.</param>
/// <param name="client">Tells its orchestrator.</param>
internal sealed class AgentStudy(string id, StudySession session, DurableTaskClient client) : IAgentStudy
{
    /// <inheritdoc/>
    public AgentRules Rules => session.Rules!;

    /// <inheritdoc/>
    public Task<StudyHistory> HistoryAsync(EvaluateTrial item, CancellationToken cancellation) =>
        session.History.ForAsync(item, cancellation);

    /// <inheritdoc/>
    public async Task DeliverAsync(AgentTrial told, CancellationToken cancellation)
    {
        // First the result, which proposals and pruners read, then word of it.
        await new StoredResults(session.Artifacts).SaveAsync(told.Item, told.Result!, cancellation);
        await client.RaiseEventAsync(id, Names.Told, ToldTrial.Of(told.Result!), cancellation);
    }
}
