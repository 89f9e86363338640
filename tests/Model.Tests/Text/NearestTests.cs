using ServerlessTuner.Core.Model.Text;

namespace ServerlessTuner.Model.Tests.Text;

public class NearestTests
{
    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ca", "abc", 3)]
    [InlineData("slwo", "slow", 1)]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "", 3)]
    [InlineData("flaw", "lawn", 2)]
    [InlineData("same", "same", 0)]
    public void Distance_KnownAnswer(string left, string right, int expected) =>
        Assert.Equal(expected, Nearest.Distance(left, right));

    [Theory]
    [InlineData("tirals", "trials")]
    [InlineData("minTrades", "min_trades")]
    [InlineData("MIN-TRADES", "min_trades")]
    [InlineData("scenario", "scenarios")]
    [InlineData("zebra", null)]
    public void Find_SuggestsWhatIsClose(string name, string? expected) =>
        Assert.Equal(expected, Nearest.Find(name, ["trials", "min_trades", "scenarios", "seed"]));
}
