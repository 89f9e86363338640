using ServerlessTuner.Core.Backtesting.Formulas;
using ServerlessTuner.Core.Learning.Data;
using ServerlessTuner.Core.Model.Expressions;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Learning.Features;

/// <summary>Evaluates named expressions over bars into a table. Immutable; for any number of threads.</summary>
public sealed class FeatureBuilder
{
    private readonly FeatureDefinition[] definitions;
    private readonly Formula[] formulas;

    /// <summary>Compiles the features.</summary>
    /// <param name="features">The features, in the order of their columns.</param>
    /// <param name="scope">What their expressions may refer to.</param>
    /// <exception cref="InvalidInputException">
    /// An expression is wrong, or two features have one name; all such faults are listed.
    /// </exception>
    public FeatureBuilder(IReadOnlyList<FeatureDefinition> features, FormulaScope scope)
    {
        definitions = [.. features];
        formulas = new Formula[definitions.Length];
        var problems = new List<InputProblem>();
        for (int i = 0; i < definitions.Length; i++)
        {
            FeatureDefinition definition = definitions[i];
            Place place = Place.Field($"features.{definition.Name}");
            if (Array.FindIndex(definitions, other => other.Name == definition.Name) < i)
                problems.Add(new(place, $"Two features are called {definition.Name}.", "Give each its own name."));
            if (scope.TryCompile(definition.Expression, out Formula? formula, out ExpressionFault? fault))
                formulas[i] = formula;
            else
                problems.Add(new(place, $"{definition.Name} is '{definition.Expression}', {fault}"));
        }

        if (problems.Count > 0)
            throw new InvalidInputException(problems);
    }

    /// <summary>The compiled expressions, in the order of the columns.</summary>
    public IReadOnlyList<Formula> Formulas => formulas;

    /// <summary>
    /// Evaluates the features at every bar. What is not defined, or not finite as a single-precision number, is NaN: missing.
    /// </summary>
    /// <param name="store">The bars.</param>
    /// <param name="values">The values of the parameters that the expressions use.</param>
    /// <exception cref="InvalidInputException">A parameter's value does not fit, such as a window of 2.5 bars.</exception>
    public FeatureSet Build(FormulaStore store, ParameterSet values)
    {
        float[][] columns = new float[formulas.Length][];
        FeatureSummary[] summaries = new FeatureSummary[formulas.Length];
        var remarks = new List<string>();
        for (int i = 0; i < formulas.Length; i++)
        {
            FormulaNode node = formulas[i].Bind(values);
            remarks.AddRange(store.Remarks(node).Select(remark => $"{definitions[i].Name}: {remark}"));
            columns[i] = ToSingle(store.Values(node));
            summaries[i] = Summarise(definitions[i], columns[i]);
        }

        var table = new FeatureTable(
            [.. definitions.Select(definition => definition.Name)],
            columns,
            [.. definitions.Select(definition => definition.Categorical == true)]);
        return new(table, summaries, remarks);
    }

    private static float[] ToSingle(double[] values)
    {
        float[] column = GC.AllocateUninitializedArray<float>(values.Length);
        for (int i = 0; i < column.Length; i++)
        {
            float value = (float)values[i];
            column[i] = float.IsFinite(value) ? value : float.NaN;
        }

        return column;
    }

    private static FeatureSummary Summarise(FeatureDefinition definition, float[] column)
    {
        double lowest = double.PositiveInfinity, highest = double.NegativeInfinity;
        int missing = 0;
        foreach (float value in column)
        {
            if (float.IsNaN(value))
                missing++;
            else
                (lowest, highest) = (Math.Min(lowest, value), Math.Max(highest, value));
        }

        return missing == column.Length
            ? new(definition, double.NaN, double.NaN, 1)
            : new(definition, lowest, highest, (double)missing / column.Length);
    }
}
