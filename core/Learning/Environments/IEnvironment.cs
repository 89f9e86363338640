using ServerlessTuner.Core.Learning.Networks;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>A world in which a policy acts, one episode after the other. Used by one thread.</summary>
internal interface IEnvironment
{
    /// <summary>What it shows and takes.</summary>
    EnvironmentShape Shape { get; }

    /// <summary>Begins an episode of training.</summary>
    /// <param name="random">The only chance in it.</param>
    /// <param name="observation">Receives what is seen.</param>
    void Reset(ref RandomStream random, Span<float> observation);

    /// <summary>Acts.</summary>
    /// <param name="action">The action, within its bounds.</param>
    /// <param name="observation">Receives what is seen then; of an episode that is over, for the last time.</param>
    StepOutcome Step(ReadOnlySpan<float> action, Span<float> observation);

    /// <summary>The names of what <see cref="Describe"/> says.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>Says what the last step led to, a text for each of <see cref="Columns"/>.</summary>
    void Describe(ICollection<string> texts);

    /// <summary>Writes where the episode is.</summary>
    void Save(StateWriter state);

    /// <summary>Reads where the episode is.</summary>
    void Load(StateReader state);
}
