using ServerlessTuner.Core.Backtesting.Formulas;
using ServerlessTuner.Core.Backtesting.Formulas.Functions;
using ServerlessTuner.Core.Model.Expressions;

namespace ServerlessTuner.Backtesting.Tests.Formulas;

/// <summary>Makes up expressions of the whole language. New functions take part by themselves.</summary>
internal static class FormulaText
{
    private static readonly string[] Operators = ["+", "-", "*", "/", "<", "<=", ">", ">=", "==", "!=", "and", "or"];
    private static readonly string[] Intervals = ["2h", "4h", "1d", "1w"];

    public static readonly FormulaScope Scope = new([], null, ["EURUSD", "DXY"]);

    /// <summary>A random expression at most <paramref name="depth"/> levels deep.</summary>
    public static string Random(Random random, int depth, bool isHigher = false)
    {
        if (depth == 0)
            return Leaf(random);
        return random.Next(12) switch
        {
            < 3 => $"({Random(random, depth - 1, isHigher)} {Operators[random.Next(Operators.Length)]} {Random(random, depth - 1, isHigher)})",
            3 => $"({Random(random, depth - 1, isHigher)})[{random.Next(0, 12)}]",
            4 => $"if({Random(random, depth - 1, isHigher)}, {Random(random, depth - 1, isHigher)}, {Random(random, depth - 1, isHigher)})",
            5 => (random.Next(6)) switch
            {
                0 => $"abs({Random(random, depth - 1, isHigher)})",
                1 => $"log({Random(random, depth - 1, isHigher)})",
                2 => $"sqrt({Random(random, depth - 1, isHigher)})",
                3 => $"sign({Random(random, depth - 1, isHigher)})",
                4 => $"max({Random(random, depth - 1, isHigher)}, {Random(random, depth - 1, isHigher)})",
                _ => $"clip({Random(random, depth - 1, isHigher)}, {Leaf(random)}, {Leaf(random)})",
            },
            6 => Leaf(random),
            _ => Call(random, FormulaFunctions.All[random.Next(FormulaFunctions.All.Count)], depth, isHigher),
        };
    }

    /// <summary>A call of each function.</summary>
    public static IEnumerable<string> AllCalls(Random random) => FormulaFunctions.All.Select(function => Call(random, function, 2, false));

    public static string Call(Random random, FunctionDefinition function, int depth, bool isHigher)
    {
        // Within bars of a longer interval, shorter ones do not exist.
        if (function.Name == "on" && isHigher)
            return Leaf(random);
        bool higher = isHigher || function.Name == "on";
        IEnumerable<string> arguments = function.Arguments.Select(argument => argument.Kind switch
        {
            ArgumentKind.Series => Random(random, depth - 1, higher),
            ArgumentKind.Window => $"{random.Next((int)argument.Least, 15)}",
            ArgumentKind.Number => $"{Math.Round(Math.Max(random.NextDouble() * 3, argument.Least), 2)}",
            _ => function.Name == "of" ? $"'{Scope.Symbols[random.Next(2)]}'" : $"'{Intervals[random.Next(Intervals.Length)]}'",
        });
        return $"{function.Name}({string.Join(", ", arguments)})";
    }

    private static string Leaf(Random random)
    {
        int name = random.Next(FormulaFunctions.BarNames.Count + 3);
        return name < FormulaFunctions.BarNames.Count ? FormulaFunctions.BarNames[name].Name : $"{random.Next(5)}.5";
    }
}
