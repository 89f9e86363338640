using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Objectives;

/// <summary>
/// Keeps what the finished steps of trials have left, so that a trial whose host ends goes on after them, there or on another host.
/// </summary>
/// <remarks>
/// A host gives one to the objectives that train. What is kept must decide all that follows: a trial that goes on has the same bits as one
/// that was never interrupted. Keeping may fail to happen, because a step was short or because what was kept is damaged; the objective
/// then does the step again. When a trial ends, its host drops everything. Safe for several threads, each with another trial or step.
/// </remarks>
public interface ICheckpoints
{
    /// <summary>The last step of a trial of which something is kept, from 1; 0 for none.</summary>
    int Last(ParameterSet trial);

    /// <summary>What is kept of a step; null where nothing is, or where it is damaged.</summary>
    byte[]? Find(ParameterSet trial, int step);

    /// <summary>
    /// Keeps the state after a step, unless so little time went into the trial since the last that keeping it is not worth while.
    /// </summary>
    /// <param name="trial">The trial's values.</param>
    /// <param name="step">The step, from 1.</param>
    /// <param name="write">Writes the state.</param>
    void Save(ParameterSet trial, int step, Func<byte[]> write);

    /// <summary>Drops what is kept of a step that a later one has made superfluous; a missing one is no error.</summary>
    void Drop(ParameterSet trial, int step);
}
