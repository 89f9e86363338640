using ServerlessTuner.Core.Model.Expressions;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Model.Tests.Expressions;

public class ExpressionConstraintTests
{
    private static readonly string[] Names = ["fast", "slow", "booster", "other", "flag"];

    [Theory]
    [InlineData("fast < slow", true)]
    [InlineData("fast * 5 < slow", false)]
    [InlineData("booster == 'gbtree'", true)]
    [InlineData("'gbtree' == booster", true)]
    [InlineData("booster != \"gbtree\"", false)]
    [InlineData("booster == 'dart' or fast >= 10", true)]
    [InlineData("booster == other", false)]
    [InlineData("fast == slow", false)]
    [InlineData("fast == 10", true)]
    [InlineData("flag and fast < slow", true)]
    [InlineData("not flag", false)]
    [InlineData("booster < 3", false)]
    public void Holds_KnownAnswer(string text, bool expected)
    {
        var values = new ParameterSet(
            Names,
            [
                ParameterValue.Of(10),
                ParameterValue.Of(50.0),
                ParameterValue.Of("gbtree"),
                ParameterValue.Of("dart"),
                ParameterValue.Of(true)
            ]);

        Assert.Equal(expected, ExpressionConstraint.Create(text, Names).Holds(values));
    }

    [Fact]
    public void Holds_EqualNumbersOfDifferentKinds() =>
        Assert.True(
            ExpressionConstraint.Create("a == b", ["a", "b"]).Holds(
                new ParameterSet(["a", "b"], [ParameterValue.Of(5), ParameterValue.Of(5.0)])));

    [Fact]
    public void Parameters_AreThoseNamed() =>
        Assert.Equal(["slow", "fast"], ExpressionConstraint.Create("slow > 2 * fast", Names).Parameters);

    [Theory]
    [InlineData("fast < slwo", "column 8: slwo is not a parameter. Did you mean slow?")]
    [InlineData("1 < 2", "column 1: No parameter is named, so it is the same for every trial. Name one, as in fast < slow.")]
    [
        InlineData(
            "fast < 'x'",
            "column 8: 'x' is a text, but must be a number or a name. Put a name with special characters between backticks: `x`.")
    ]
    public void Create_Fault_NamesColumnAndRemedy(string text, string message)
    {
        var fault = Assert.Throws<InvalidInputException>(() => ExpressionConstraint.Create(text, Names));

        Assert.Equal(message, Assert.Single(fault.Problems).Message);
    }

    [Fact]
    public void Space_WithConstraint_ProposesOnlyWhatHolds()
    {
        var space = new SearchSpace(
            [new("fast", new IntegerDistribution(1, 9)), new("slow", new IntegerDistribution(1, 9))],
            [ExpressionConstraint.Create("fast < slow", ["fast", "slow"])]);

        Assert.Equal(36, space.GridSize);
    }
}
