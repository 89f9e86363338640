using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>
/// The fields of one parameter in a study file, from which a distribution is made. A value that its setting does not accept is
/// reported and counts as missing.
/// </summary>
public interface IDistributionFields
{
    /// <summary>Whether the values will be enumerated.</summary>
    bool IsGrid { get; }

    /// <summary>Whether a field is there.</summary>
    bool Has(Setting field);

    /// <summary>A number, or null.</summary>
    double? Number(Setting field);

    /// <summary>A whole number, or null.</summary>
    long? Integer(Setting field);

    /// <summary>True or false, or null.</summary>
    bool? Boolean(Setting field);

    /// <summary>A value of any kind; lists and mappings as JSON.</summary>
    ParameterValue Value(Setting field);

    /// <summary>The items of a list of one or more, or null.</summary>
    ParameterValue[]? List(Setting field);

    /// <summary>The items of a list of one or more values that are all different, or null.</summary>
    ParameterValue[]? Choices(Setting field);

    /// <summary>Whether a field is missing or written as a whole number: 1, but not 1.0.</summary>
    bool IsWrittenWhole(Setting field);

    /// <summary>A field as it was written, for messages.</summary>
    string Written(Setting field);

    /// <summary>Reports a value that does not go with the others.</summary>
    /// <param name="field">The field.</param>
    /// <param name="rule">What it must be, as it stands after "must be".</param>
    /// <param name="remedy">What to write instead.</param>
    void Reject(Setting field, string rule, string remedy);

    /// <summary>Reports an item of a list.</summary>
    void Reject(Setting field, int index, string rule);

    /// <summary>Reports a fault that is none of a single value.</summary>
    /// <param name="field">The field.</param>
    /// <param name="fault">What is wrong, as it stands after the path of the field.</param>
    /// <param name="remedy">What to write instead.</param>
    void Report(Setting field, string fault, string remedy);
}
