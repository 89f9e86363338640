namespace ServerlessTuner.Core.Learning.Labels;

/// <summary>Which trades labels speak of.</summary>
public enum LabelSides
{
    /// <summary>Buying.</summary>
    Long,

    /// <summary>Selling.</summary>
    Short,

    /// <summary>Either: class 0 is none, 1 long, 2 short.</summary>
    Both,
}
