namespace ServerlessTuner.Core.Learning.Data;

/// <summary>What a model sees: columns of numbers, one row per observation. A missing value is NaN.</summary>
public sealed class FeatureTable
{
    /// <summary>Takes the columns; they are not copied.</summary>
    /// <param name="names">The names of the columns.</param>
    /// <param name="columns">The columns, all of one length. Single precision, as the original libraries keep features.</param>
    /// <param name="categorical">Which columns hold categories, numbered from 0; null for none.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public FeatureTable(IReadOnlyList<string> names, IReadOnlyList<float[]> columns, IReadOnlyList<bool>? categorical = null)
    {
        if (names.Count != columns.Count || (categorical is not null && categorical.Count != columns.Count))
            throw new ArgumentException("There must be a name for each column.", nameof(names));
        if (columns.Any(column => column.Length != columns[0].Length))
            throw new ArgumentException("The columns differ in length.", nameof(columns));
        (Names, Columns) = (names, columns);
        Categorical = categorical ?? new bool[columns.Count];
    }

    /// <summary>The names of the columns.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The columns.</summary>
    public IReadOnlyList<float[]> Columns { get; }

    /// <summary>Which columns hold categories, numbered from 0.</summary>
    public IReadOnlyList<bool> Categorical { get; }

    /// <summary>How many observations there are.</summary>
    public int Rows => Columns.Count == 0 ? 0 : Columns[0].Length;
}
