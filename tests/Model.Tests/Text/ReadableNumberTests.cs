using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Model.Tests.Text;

public class ReadableNumberTests
{
    [Theory]
    [InlineData(1644.8600000000001, "1644.86")]
    [InlineData(-38720, "-38720")]
    [InlineData(0.15000000000000002, "0.15")]
    [InlineData(0.0994512913776224, "0.0994513")]
    [InlineData(999999.4, "999999")]
    [InlineData(999999.7, "1000000")]
    [InlineData(-12345678.9, "-12345679")]
    [InlineData(0.00001234, "1.234E-05")]
    [InlineData(1e300, "1E+300")]
    [InlineData(0, "0")]
    [InlineData(double.NaN, "none")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void Of_Number_HasSixDigitsAndAllBeforeThePoint(double number, string expected) =>
        Assert.Equal(expected, ReadableNumber.Of(number));

    [Fact]
    public void Of_ValuesOfATrial_ShortensRealNumbersOnly()
    {
        var values = new ParameterSet(
            ["bars", "ratio", "type", "on"],
            [ParameterValue.Of(123456789L), ParameterValue.Of(1.0 / 3), ParameterValue.Of("0.15000000000000002"), ParameterValue.Of(true)]);

        Assert.Equal("bars=123456789 ratio=0.333333 type=0.15000000000000002 on=true", ReadableNumber.Of(values));
    }

    [Theory]
    [InlineData(0, "0 trials")]
    [InlineData(1, "1 trial")]
    [InlineData(1152, "1,152 trials")]
    public void Count_Things_AgreesInNumber(long count, string expected) => Assert.Equal(expected, ReadableNumber.Count(count, "trial"));
}
