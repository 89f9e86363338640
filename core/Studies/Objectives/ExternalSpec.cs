using ServerlessTuner.Core.Model.Objectives;

namespace ServerlessTuner.Core.Studies.Objectives;

/// <summary>
/// Something outside: agents ask a service for trials, evaluate them however they like, and tell it the metrics. So run the
/// programs and functions of W&amp;B sweeps.
/// </summary>
/// <param name="Program">W&amp;B's program, for agents that run it, or null.</param>
/// <param name="Command">W&amp;B's command with its macros, or empty for its default.</param>
/// <param name="Steps">The last step that a whole evaluation reports, or null where nobody knows.</param>
/// <param name="Metrics">Metrics that agents send beside those that the study optimises, for the result files.</param>
public sealed record ExternalSpec(string? Program, IReadOnlyList<string> Command, int? Steps, IReadOnlyList<string> Metrics) : ObjectiveSpec
{
    /// <summary>An objective of which nothing is known but its metrics.</summary>
    public ExternalSpec()
        : this(null, [], null, [])
    {
    }

    /// <summary>Whether the study says what to run.</summary>
    public bool HasProgram => Program is not null || Command.Count > 0;

    /// <summary>The flat names of the nested groups of parameters, such as <c>optimizer</c>, which programs get as mappings.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>How long a program may take for one trial, or null for no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Which ends of a program are tried again, or null for none.</summary>
    public RetrySpec? Retry { get; init; }

    /// <summary>
    /// The environment of each place where a program runs, such as one graphics card; empty for as many places as trials run at once.
    /// Changes no result.
    /// </summary>
    public IReadOnlyList<SlotSpec> Slots { get; init; } = [];
}
