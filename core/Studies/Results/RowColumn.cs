using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>A column of typed rows.</summary>
/// <param name="Name">Its name, as in the result tables.</param>
/// <param name="Type">What its values are; a parameter that is inactive in a trial has none.</param>
public sealed record RowColumn(string Name, RowColumnType Type)
{
    /// <summary>The column of a parameter.</summary>
    public static RowColumn Of(Parameter parameter) => new(parameter.Name, parameter.Distribution switch
    {
        CategoricalDistribution categorical => Common(categorical.Values),
        ConstantDistribution constant => Common([constant.Value]),
        IntegerDistribution or QuantizedDistribution { Integer: true } => RowColumnType.Integer,
        _ => RowColumnType.Float,
    });

    private static RowColumnType Common(IReadOnlyList<ParameterValue> values)
    {
        bool integers = true, numbers = true, booleans = true;
        foreach (ParameterValue value in values)
        {
            integers &= value.Kind == ParameterKind.Integer;
            numbers &= value.IsNumber;
            booleans &= value.Kind == ParameterKind.Boolean;
        }

        return integers ? RowColumnType.Integer : numbers ? RowColumnType.Float : booleans ? RowColumnType.Boolean : RowColumnType.Text;
    }
}
