using ServerlessTuner.Core.Model.Expressions;

namespace ServerlessTuner.Model.Tests.Expressions;

/// <summary>What a table of functions adds to the language, read from the leaves up.</summary>
public class ExpressionVisitTests
{
    private static readonly FunctionTable Table = new(
    [
        new("mean", [FunctionArgument.Series("x"), FunctionArgument.Window(value: "5")], "The mean."),
        new("on", [FunctionArgument.Text("interval"), FunctionArgument.Series("x")], "Other bars."),
        new("now", [], "Nothing to give."),
    ]);

    [Theory]
    [InlineData("x[3]", "x@1[3@3]@2")]
    [InlineData("-x[1]", "Negate(x@2[1@4]@3)@1")]
    [InlineData("x[1][2]", "x@1[1@3]@2[2@6]@5")]
    [InlineData("2 ^ x[1] ^ y", "Power(2@1, Power(x@5[1@7]@6, y@12)@10)@3")]
    [InlineData("(x + 1)[n - 2]", "Add(x@2, 1@6)@4[Subtract(n@9, 2@13)@11]@8")]
    [InlineData("mean(x)[1] * now()", "Multiply(mean(x@6)@1[1@9]@8, now()@14)@12")]
    [InlineData("mean(x, 3 * n)", "mean(x@6, Multiply(3@9, n@13)@11)@1")]
    [InlineData("on('4h', x) > 'a'", "Greater(on('4h'@4, x@10)@1, 'a'@15)@13")]
    [InlineData("sign(x) + clip(x, 0, 1)", "Add(Sign(x@6)@1, Clip(x@16, 0@19, 1@22)@11)@9")]
    [InlineData("now", "now@1")]
    public void Visit_WithTable_SeesShiftsCallsAndColumns(string text, string expected)
    {
        Assert.True(Expression.TryParse(text, Table, out Expression? expression, out _));
        Assert.Equal(expected, expression.Visit(new Writer()));
    }

    [Fact]
    public void Names_InCallsAndShifts_AreFound()
    {
        Assert.True(Expression.TryParse("mean(x, n)[k] + y", Table, out Expression? expression, out _));
        Assert.Equal(["x", "n", "k", "y"], expression.Names);
    }

    [Theory]
    [InlineData("mena(x)", "column 1: mena is not a function. Did you mean mean?")]
    [InlineData("mean()", "column 1: mean takes 1 to 2 values, but 0 are given. Write mean(x, n = 5).")]
    [InlineData("on(x)", "column 1: on takes 2 values, but 1 is given. Write on(interval, x).")]
    [InlineData("now(1)", "column 1: now takes no value, but 1 is given. Write now().")]
    [InlineData("x[1", "column 2: [ is opened here but not closed. Add ].")]
    [InlineData("x(1]", "column 1: x is not a function. Known are mean, on, now, min, max, abs, sqrt, log, exp, pow, floor, ceil, round, sign, clip, if.")]
    [InlineData("(x]", "column 3: ] closes nothing. Remove it, or add [ before.")]
    [InlineData("x[1)", "column 4: ) closes nothing. Remove it, or add ( before.")]
    public void TryParse_WithTable_FaultNamesColumnAndRemedy(string text, string message)
    {
        Assert.False(Expression.TryParse(text, Table, out _, out ExpressionFault? fault));
        Assert.Equal(message, fault.ToString());
    }

    [Fact]
    public void TryParse_WithoutTable_HasNoShiftsAndNoFurtherFunctions()
    {
        Assert.False(Expression.TryParse("x[1]", out _, out ExpressionFault? fault));
        Assert.Equal("column 2: [ has no meaning here. Put a name with such a character between backticks: `val/loss`.", fault.ToString());
        Assert.False(Expression.TryParse("mean(x)", out _, out _));
    }

    [Fact]
    public void Create_NameOfTheLanguage_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new FunctionTable([new("max", [], "Taken.")]));

    private sealed class Writer : IExpressionVisitor<string>
    {
        public string Number(int column, double number) => $"{number}@{column}";

        public string Text(int column, string text) => $"'{text}'@{column}";

        public string Name(int column, string name) => $"{name}@{column}";

        public string Operation(int column, Operation operation, IReadOnlyList<string> operands) =>
            $"{operation}({string.Join(", ", operands)})@{column}";

        public string Shift(int column, string operand, string bars) => $"{operand}[{bars}]@{column}";

        public string Call(int column, FunctionDefinition function, IReadOnlyList<string> arguments) =>
            $"{function.Name}({string.Join(", ", arguments)})@{column}";
    }
}
