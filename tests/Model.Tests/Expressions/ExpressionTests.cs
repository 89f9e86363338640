using ServerlessTuner.Core.Model.Expressions;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Model.Tests.Expressions;

public class ExpressionTests
{
    private static readonly string[] Names = ["sharpe", "win_rate", "trades", "val/loss", "optimizer.lr", "sharpe:EURUSD"];
    private static readonly double[] Row = [1.5, 0.4, 120, 0.25, 0.01, 2.5];

    [Theory]
    [InlineData("1 + 2 * 3", 7)]
    [InlineData("(1 + 2) * 3", 9)]
    [InlineData("10 - 4 - 3", 3)]
    [InlineData("24 / 4 / 2", 3)]
    [InlineData("2 ^ 3 ^ 2", 512)]
    [InlineData("2 ** 3", 8)]
    [InlineData("-2 ^ 2", -4)]
    [InlineData("(-2) ^ 2", 4)]
    [InlineData("2 ^ -1", 0.5)]
    [InlineData("2 * -3", -6)]
    [InlineData("--3", 3)]
    [InlineData("+3", 3)]
    [InlineData("1e-4 * 1E4", 1)]
    [InlineData(".5 + 1.", 1.5)]
    [InlineData("1 < 2", 1)]
    [InlineData("2 <= 1", 0)]
    [InlineData("1 + 1 == 2", 1)]
    [InlineData("1 != 1", 0)]
    [InlineData("3 > 2 and 2 > 3", 0)]
    [InlineData("3 > 2 or 2 > 3", 1)]
    [InlineData("true or false and false", 1)]
    [InlineData("not 1 == 2", 1)]
    [InlineData("not true or true", 1)]
    [InlineData("not (true or true)", 0)]
    [InlineData("min(3, 1, 2)", 1)]
    [InlineData("max(3, 1, 2)", 3)]
    [InlineData("min(4)", 4)]
    [InlineData("abs(-2.5)", 2.5)]
    [InlineData("sqrt(9)", 3)]
    [InlineData("log(exp(2))", 2)]
    [InlineData("pow(2, 10)", 1024)]
    [InlineData("pow(9, 0.5)", 3)]
    [InlineData("floor(-1.5)", -2)]
    [InlineData("ceil(-1.5)", -1)]
    [InlineData("round(2.5)", 2)]
    [InlineData("sign(-2.5) + 10 * sign(3) + 100 * sign(0)", 9)]
    [InlineData("clip(5, 0, 3)", 3)]
    [InlineData("clip(-5, 0, 3)", 0)]
    [InlineData("clip(2, 0, 3)", 2)]
    [InlineData("if(trades >= 100, sharpe, 0)", 1.5)]
    [InlineData("if(trades >= 300, sharpe, -1)", -1)]
    [InlineData("0.7 * sharpe + 0.3 * win_rate", 1.17)]
    [InlineData("1 - `val/loss`", 0.75)]
    [InlineData("optimizer.lr * 100", 1)]
    [InlineData("sharpe:EURUSD - sharpe", 1)]
    [InlineData("val/loss", 0.25)]
    [InlineData("sharpe", 1.5)]
    public void Evaluate_KnownAnswer(string text, double expected) =>
        Assert.Equal(expected, Expression.Compile(text, Names).Evaluate(Row), 12);

    [Theory]
    [InlineData("nan + 1", double.NaN)]
    [InlineData("nan < 1", double.NaN)]
    [InlineData("nan == nan", double.NaN)]
    [InlineData("not nan", double.NaN)]
    [InlineData("min(nan, 1)", double.NaN)]
    [InlineData("sign(nan)", double.NaN)]
    [InlineData("clip(nan, 0, 1)", double.NaN)]
    [InlineData("clip(2, 0, nan)", double.NaN)]
    [InlineData("nan ^ 0", double.NaN)]
    [InlineData("if(nan, 1, 2)", double.NaN)]
    [InlineData("if(true, 1, nan)", 1)]
    [InlineData("if(false, 1 / 0, 2)", 2)]
    [InlineData("nan and false", 0)]
    [InlineData("false and nan", 0)]
    [InlineData("nan and true", double.NaN)]
    [InlineData("nan or true", 1)]
    [InlineData("nan or false", double.NaN)]
    [InlineData("log(-1)", double.NaN)]
    [InlineData("sqrt(-1)", double.NaN)]
    [InlineData("(-8) ^ 0.5", double.NaN)]
    [InlineData("1 / 0", double.PositiveInfinity)]
    public void Evaluate_Unknown_SpreadsUnlessItDoesNotMatter(string text, double expected) =>
        Assert.Equal(expected, Expression.Compile(text, ["nan"]).Evaluate([double.NaN]));

    [Theory]
    [InlineData("", "column 1: Something is missing at the end. Add a name, a number or a parenthesis.")]
    [InlineData("1 +", "column 4: Something is missing at the end. Add a name, a number or a parenthesis.")]
    [InlineData("1 + * 2", "column 5: * stands where a name or a number must be.")]
    [InlineData("(1 + 2", "column 1: ( is opened here but not closed. Add ).")]
    [InlineData("1 + 2)", "column 6: ) closes nothing. Remove it, or add ( before.")]
    [InlineData("sharpe win_rate", "column 8: win_rate follows without an operator. Write for example * or and before it.")]
    [InlineData("2 sharpe", "column 3: sharpe follows without an operator. Write for example * or and before it.")]
    [InlineData("0,5", "column 2: , has no meaning here. A decimal point is written as in 0.5.")]
    [InlineData("sharpe = 1", "column 8: = does not compare. Write ==.")]
    [InlineData("1 < 2 < 3", "column 7: Comparisons do not chain. Write a < b and b < c.")]
    [InlineData("sharpe && 1", "column 8: && is not known. Write and.")]
    [InlineData("sharpe || 1", "column 8: || is not known. Write or.")]
    [InlineData("!sharpe", "column 1: ! is not known. Write not.")]
    [InlineData("sharpe # 2", "column 8: # has no meaning here. Put a name with such a character between backticks: `val/loss`.")]
    [InlineData("`sharpe", "column 1: ` is opened here but not closed. Add ` at the end of the name.")]
    [InlineData("1.2.3", "column 1: 1.2.3 is not a number. Write for example 0.5 or 1e-4.")]
    [InlineData("1e999", "column 1: 1e999 is not a number. Write for example 0.5 or 1e-4.")]
    [InlineData("mim(1, 2)", "column 1: mim is not a function. Did you mean min?")]
    [InlineData("abs(1, 2)", "column 1: abs takes one value, but 2 are given.")]
    [InlineData("min()", "column 1: min takes at least one value, but 0 are given.")]
    [InlineData("if(1, 2)", "column 1: if takes 3 values, but 2 are given.")]
    [InlineData("1 + sharp", "column 5: sharp is not a metric. Did you mean sharpe?")]
    [
        InlineData(
            "sharpe == 'x'",
            "column 11: 'x' is a text, but must be a number or a name. Put a name with special characters between backticks: `x`.")
    ]
    public void Compile_Fault_NamesColumnAndRemedy(string text, string message)
    {
        var fault = Assert.Throws<InvalidInputException>(() => Expression.Compile(text, Names));

        Assert.Equal(message, Assert.Single(fault.Problems).Message);
    }

    [Theory]
    [InlineData('(')]
    [InlineData('-')]
    public void TryParse_DeeplyNested_IsAFaultAndNotACrash(char opening)
    {
        Assert.False(Expression.TryParse(new string(opening, 100_000) + "1", out _, out ExpressionFault? fault));
        Assert.Contains("nested more than 64 deep", fault.Message);
    }

    [Fact]
    public void Names_AreListedOnceInOrder() =>
        Assert.Equal(["b", "a", "val/loss"], Expression.Parse("b + a * b - `val/loss`").Names);

    [Fact]
    public void Evaluate_RandomExpressions_EqualTheTreeWalk()
    {
        var random = new Random(7);
        for (int i = 0; i < 2000; i++)
        {
            (string text, double value) = Grow(random, 5);

            Assert.Equal(value, Expression.Compile(text, Names).Evaluate(Row));
        }
    }

    // Builds the text and computes its value beside it; every operand stands in parentheses, so precedence plays no part here.
    private static (string Text, double Value) Grow(Random random, int depth)
    {
        if (depth == 0 || random.Next(5) == 0)
        {
            int name = random.Next(3);
            return random.Next(2) == 0
                ? (Names[name], Row[name])
                : ($"{random.Next(9)}.5", 0) is var (number, _) ? (number, double.Parse(number)) : default;
        }

        (string leftText, double left) = Grow(random, depth - 1);
        (string rightText, double right) = Grow(random, depth - 1);
        bool unknown = double.IsNaN(left) || double.IsNaN(right);
        return random.Next(7) switch
        {
            0 => ($"({leftText}) + ({rightText})", left + right),
            1 => ($"({leftText}) - ({rightText})", left - right),
            2 => ($"({leftText}) * ({rightText})", left * right),
            3 => ($"({leftText}) / ({rightText})", left / right),
            4 => ($"({leftText}) < ({rightText})", unknown ? double.NaN : left < right ? 1 : 0),
            5 => ($"max({leftText}, {rightText})", unknown ? double.NaN : Math.Max(left, right)),
            _ => ($"-({leftText})", -left),
        };
    }
}
