using System.IO.Compression;
using System.Text;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Market.Tests;

/// <summary>Files that unpack to much more than they are.</summary>
public class GzipLimitTests
{
    [Theory]
    [InlineData(70, "The file unpacks to more than 64 MB, which is the most for a file of its size.")]
    [InlineData(3000, "The file unpacks to more than 291 MB, which is the most for a file of its size.")]
    public void Read_Bomb_IsRefusedWithoutUnpackingAll(int megabytes, string message)
    {
        byte[] packed = Pack(Enumerable.Repeat(new byte[1 << 20], megabytes));
        Assert.InRange(packed.Length, 1000, 4 << 20);

        InvalidInputException fault = Assert.Throws<InvalidInputException>(() => BarReader.Read(packed, "bomb.csv.gz"));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BarsThatPackWell_AreRead()
    {
        string rows = string.Concat(
            Enumerable.Range(0, 200_000).Select(i => $"{new DateTime(2020, 1, 1).AddMinutes(i):yyyy-MM-ddTHH:mm:ssZ},1.1,1.1,1.1,1.1\n"));

        BarFile file = BarReader.Read(Pack([Encoding.UTF8.GetBytes("time,open,high,low,close\n" + rows)]), "flat.csv.gz");

        Assert.Equal(200_000, file.Bars.Count);
    }

    private static byte[] Pack(IEnumerable<byte[]> blocks)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            foreach (byte[] block in blocks)
                gzip.Write(block);
        }

        return packed.ToArray();
    }
}
