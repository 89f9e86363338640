using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Running;

/// <summary>Receives the progress of a run. Calls come one at a time.</summary>
public interface IProgressSink
{
    /// <summary>
    /// Says where the values of a trial come from, and its score in the last of several stages; called once, before all else.
    /// </summary>
    void Attach(Func<long, ParameterSet> values, Func<long, double> confirmed)
    {
    }

    /// <summary>The run starts, with so many pieces already done by an earlier one.</summary>
    void Started(StudyPlan plan, int resumed);

    /// <summary>A piece of work was applied.</summary>
    void Advanced(StudyPlan plan);
}

/// <summary>Says nothing.</summary>
public sealed class QuietProgress : IProgressSink
{
    /// <inheritdoc/>
    public void Started(StudyPlan plan, int resumed)
    {
    }

    /// <inheritdoc/>
    public void Advanced(StudyPlan plan)
    {
    }
}
