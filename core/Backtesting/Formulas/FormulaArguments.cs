using ServerlessTuner.Core.Model.Expressions;

namespace ServerlessTuner.Core.Backtesting.Formulas;

/// <summary>Puts the arguments of a call in their places, and checks their kinds.</summary>
internal static class FormulaArguments
{
    /// <summary>
    /// Fills in what is left out. A source that comes first may be left out too: then a number that is known without bars comes first, as
    /// in <c>rsi(14)</c>.
    /// </summary>
    public static FormulaValue[] Complete(
        FunctionDefinition function, IReadOnlyList<FormulaValue> given, Func<string, FormulaValue> evaluate)
    {
        IReadOnlyList<FunctionArgument> arguments = function.Arguments;
        bool hasSource = arguments.Count > 0 && arguments[0] is { Kind: ArgumentKind.Series, Default: not null };
        int skipped = hasSource && given.Count > 0 && given.Count < arguments.Count && !given[0].IsSeries ? 1 : 0;
        var values = new FormulaValue[arguments.Count];
        for (int i = 0; i < values.Length; i++)
        {
            bool isGiven = i >= skipped && i - skipped < given.Count;
            values[i] = isGiven ? given[i - skipped] : evaluate(arguments[i].Default!);
        }

        return values;
    }

    /// <summary>Says what is wrong with an argument; null where it is right.</summary>
    public static string? FindFault(
        FunctionDefinition function, FunctionArgument argument, FormulaValue value, Func<string, string?> findTextFault)
    {
        string what = $"{argument.Name} of {function.Name}";
        switch (argument.Kind)
        {
            case ArgumentKind.Series:
                return value.IsText
                    ? $"{what} is the text '{value.Known}', but must be a series or a number. Write {function.Signature}."
                    : null;
            case ArgumentKind.Text:
                if (value.IsOpen)
                    return null;
                if (!value.IsText)
                    return $"{what} must be a text in quotes. Write {Example(function)}.";
                return findTextFault(value.Known!.Value.ToString()) is string fault ? $"{what} is {fault}" : null;
        }

        if (value.IsSeries)
            return $"{what} changes with every bar, but must be known without bars: a number, a parameter, or arithmetic of those.";
        if (value.IsText)
            return $"{what} is the text '{value.Known}', but must be a number. Write {function.Signature}.";
        if (value.IsOpen)
            return null;
        string given = $"{what} is {FormulaBinder.Text(value.Number)}";
        if (argument.Kind == ArgumentKind.Window)
        {
            return FormulaBinder.IsCount(value.Number, argument.Least)
                ? null
                : $"{given}, but must be a whole number of bars, {argument.Least} or more. Round it, or give the parameter whole numbers.";
        }

        return value.Number >= argument.Least && double.IsFinite(value.Number) ? null
            : double.IsNegativeInfinity(argument.Least) ? $"{given}, but must be a finite number."
            : $"{given}, but must be a number, {FormulaBinder.Text(argument.Least)} or more.";
    }

    private static string Example(FunctionDefinition function) =>
        $"{function.Name}({string.Join(", ", function.Arguments.Select(argument => argument.Kind == ArgumentKind.Text
            ? $"\"{argument.Name}\"" : argument.Name))})";
}
