using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search;

/// <summary>Trials known by their number, each in constant time and without state.</summary>
public interface ITrialSource
{
    /// <summary>How many trials there are, or null for no end.</summary>
    long? Count { get; }

    /// <summary>The trial with the given number, from 0.</summary>
    ParameterSet At(long number);
}
