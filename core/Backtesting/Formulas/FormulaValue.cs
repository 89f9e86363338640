using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Backtesting.Formulas;

/// <summary>What a part of an expression is while names are replaced: a series, or a value that is known without bars.</summary>
/// <param name="Column">Where it stands.</param>
/// <param name="Node">The series; null for what is known without bars.</param>
/// <param name="Known">The value known without bars; null for a parameter, or what depends on one, before the trial is known.</param>
internal readonly record struct FormulaValue(int Column, FormulaNode? Node, ParameterValue? Known)
{
    public bool IsSeries => Node is not null;

    /// <summary>Whether it is known without bars, but only once the trial is.</summary>
    public bool IsOpen => Node is null && Known is null;

    public bool IsText => Known is { Kind: ParameterKind.Text };

    /// <summary>The number; NaN while it is open.</summary>
    public double Number => Known is ParameterValue value ? value.AsDouble() : double.NaN;

    public static FormulaValue Of(int column, double number) => new(column, null, ParameterValue.Of(number));

    public static FormulaValue Open(int column) => new(column, null, null);
}
