using System.Text;
using ServerlessTuner.Cli.Running;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Tests.Running;

/// <summary>A journal that was damaged is refused, and never read as another one.</summary>
public sealed class JournalTests : IDisposable
{
    private const string Remedy = "This line of the journal is damaged. Move the folder away and run the study again, or cut the file "
        + "before this line to keep what stands above it.";

    private static readonly JournalHead Head = new(JournalHead.CurrentVersion, "identity;EURUSD=1", 60, 20);

    private static readonly PlanEntry[] Entries =
    [
        new ChunkResult("chunk-000000000000", 0.5, 20, 1, 0, [new RankedTrial(3, 1.25), new RankedTrial(4, double.NaN)]),
        new ChunkResult("chunk-000000000020", 0.5, 20, 0, 0, [new RankedTrial(33, 1.5)]),
        new RerunTrials([4]),
        new CandidateResult("stage2-000000000033-C", 0.1, [1, double.PositiveInfinity]),
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("journal").FullName;

    private string File => Journal.PathIn(folder);

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        Write();

        JournalContent content = Journal.Read(File)!;

        Assert.Equal(Head, content.Head);
        Assert.Equivalent(Entries, content.Entries, strict: true);
        Assert.Equal(new FileInfo(File).Length, content.Length);
    }

    [Fact]
    public void Read_AnyBitFlipped_IsRefusedOrLosesTheLastLineAtMost()
    {
        byte[] whole = Write();
        for (int bit = 0; bit < 8 * whole.Length; bit++)
        {
            byte[] damaged = [.. whole];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            System.IO.File.WriteAllBytes(File, damaged);

            // The last line break alone may be lost: that is a line that a crash cut off.
            if (bit / 8 == whole.Length - 1)
                Assert.Equal(Entries.Length - 1, Journal.Read(File)!.Entries.Count);
            else
                Assert.EndsWith(Remedy, Assert.Throws<InvalidInputException>(() => Journal.Read(File)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("1 2 3 4", 1)] // without its head
    [InlineData("0 2 3 4", 2)]
    [InlineData("0 1 3 4", 3)]
    [InlineData("0 2 1 3 4", 2)]
    [InlineData("0 1 1 2 3 4", 3)]
    [InlineData("0 1 2 3 4 4", 6)]
    public void Read_LinesRemovedMovedOrRepeated_NamesTheFirstThatDoesNotFit(string order, int line)
    {
        string[] lines = Encoding.UTF8.GetString(Write()).Split('\n');
        System.IO.File.WriteAllText(File, string.Concat(order.Split(' ').Select(index => lines[int.Parse(index, null)] + '\n')));

        InvalidInputException fault = Assert.Throws<InvalidInputException>(() => Journal.Read(File));

        Assert.Equal($"{File}:{line}: {Remedy}", fault.Message);
    }

    [Fact]
    public void Read_CutAnywhere_KeepsTheWholeLines()
    {
        byte[] whole = Write();
        for (int length = 0; length < whole.Length; length++)
        {
            System.IO.File.WriteAllBytes(File, whole[..length]);
            int lines = whole.AsSpan(0, length).Count((byte)'\n');

            JournalContent? content = Journal.Read(File);

            Assert.Equal(lines, content is null ? 0 : content.Entries.Count + 1);
        }
    }

    [Fact]
    public void Continue_AfterATornLine_GoesOnWithTheChain()
    {
        byte[] whole = Write();
        System.IO.File.WriteAllBytes(File, whole[..^5]);

        using (Journal journal = Journal.Continue(File, Journal.Read(File)!))
            journal.Append(Entries[^1]);

        Assert.Equal(whole, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public void Read_JournalOfTheFirstVersion_IsRefused()
    {
        System.IO.File.WriteAllText(
            File,
            "{\"study\":\"identity\",\"trials\":60,\"chunk_size\":20}\n{\"id\":\"chunk-000000000000\",\"seconds\":0.5,\"count\":20,\"failed\":0,\"top\":[3,1.25]}\n");

        InvalidInputException fault = Assert.Throws<InvalidInputException>(() => Journal.Read(File));

        Assert.Equal(
            $"{File}:1: This journal was written by version 0.1 of tuner, before journals had checksums, and cannot be continued. Move "
                + $"the folder away and run the study again.",
            fault.Message);
    }

    [Fact]
    public void Read_JournalOfALaterVersion_IsRefused()
    {
        Journal.Create(File, Head with { Version = 4 }).Dispose();

        InvalidInputException fault = Assert.Throws<InvalidInputException>(() => Journal.Read(File));

        Assert.Equal(
            $"{File}:1: This journal has the format 4, but this version of tuner reads 3. Continue it with the version that wrote it, "
                + $"or move the folder away and run the study again.",
            fault.Message);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private byte[] Write()
    {
        using (Journal journal = Journal.Create(File, Head))
        {
            foreach (PlanEntry entry in Entries)
                journal.Append(entry);
        }

        return System.IO.File.ReadAllBytes(File);
    }
}
