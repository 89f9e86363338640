using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Service.Models;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Execution;

namespace ServerlessTuner.Core.Service;

/// <summary>
/// What a host provides beside the records: it carries studies out. Implemented by <c>tuner serve</c> and by the Durable app.
/// </summary>
/// <remarks>Once started, the host alone saves the study's record.</remarks>
public interface IStudyHost
{
    /// <summary>Where uploaded data is kept: named by its SHA-256 in lower-case hexadecimal digits.</summary>
    IArtifactStore Uploads { get; }

    /// <summary>The trials that agents outside evaluate.</summary>
    IAgentTrialStore AgentTrials { get; }

    /// <summary>The registry of models.</summary>
    IModelStore Models { get; }

    /// <summary>Loads the market data of a study that has ended.</summary>
    /// <param name="id">The study's id.</param>
    /// <param name="spec">The study.</param>
    /// <param name="cancellation">Ends the loading.</param>
    /// <exception cref="InvalidInputException">They are gone or broken.</exception>
    Task<IReadOnlyList<Bars>> LoadDataAsync(string id, StudySpec spec, CancellationToken cancellation);

    /// <summary>An id that no study has.</summary>
    string NewId();

    /// <summary>The artifacts of a study, working files among them.</summary>
    IArtifactStore ArtifactsOf(string id);

    /// <summary>
    /// Starts a study whose record and study (artifact <see cref="StudyService.StudyArtifact"/>) are saved. Starting it again changes
    /// nothing.
    /// </summary>
    Task StartAsync(StudyRecord study, CancellationToken cancellation);

    /// <summary>Passes a signal on; the host checks nothing, because a study may end at any moment.</summary>
    Task SignalAsync(string id, StudySignal signal, CancellationToken cancellation);

    /// <summary>Removes all that is kept of a study that has ended, its record last; again, it changes nothing.</summary>
    Task DeleteAsync(string id, CancellationToken cancellation);

    /// <summary>A study whose trials agents evaluate, or null where it is not at work yet, or no longer.</summary>
    Task<IAgentStudy?> FindAgentStudyAsync(string id, CancellationToken cancellation);

    /// <summary>The market data of a study, one per symbol: as they are now, where they may have changed.</summary>
    /// <exception cref="Model.Problems.InvalidInputException">They cannot be read.</exception>
    Task<IReadOnlyList<Bars>> LoadBarsAsync(string id, StudySpec spec, CancellationToken cancellation);

    /// <summary>The trials of a study at work that ended after so many others; null where the host cannot tell before the end.</summary>
    /// <param name="id">The study.</param>
    /// <param name="after">How many trials the asker has.</param>
    /// <param name="cancellation">Ends the reading.</param>
    Task<LiveTrials?> ReadTrialsAsync(string id, int after, CancellationToken cancellation);

    /// <summary>The record with the newest progress, which may be fresher than what is saved.</summary>
    Task<StudyRecord> ObserveAsync(StudyRecord saved, CancellationToken cancellation);
}
