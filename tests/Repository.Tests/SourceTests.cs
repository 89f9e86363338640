namespace ServerlessTuner.Repository.Tests;

/// <summary>Limits on the shape of source files, so that they stay readable.</summary>
public sealed class SourceTests
{
    private const int Widest = 140;
    private const int Longest = 300;
    private const string Reason = "// Longer than 300 lines: ";

    [Fact]
    public void Lines_OfTheProduct_FitTheWidth()
    {
        // Tests may hold lines of data; what is written for readers fits.
        string[] wide = [.. Products().SelectMany(file => File.ReadLines(file)
            .Select((line, index) => (line.Length, Text: $"{Short(file)}:{index + 1} has {line.Length} columns"))
            .Where(line => line.Length > Widest)
            .Select(line => line.Text))];

        Assert.True(wide.Length == 0, $"At most {Widest} columns a line, but:\n{string.Join('\n', wide.Take(40))}\n{wide.Length} in all");
    }

    [Fact]
    public void Files_OfTheProduct_AreShort()
    {
        int[] lengths = [.. Products().Select(file => File.ReadLines(file).Count()).Order()];
        string[] tooLong = [.. Products().Where(file => File.ReadLines(file).Count() > Longest).Select(Short)];

        Assert.True(tooLong.Length == 0, $"More than {Longest} lines: {string.Join(", ", tooLong)}");
        Assert.InRange(lengths[lengths.Length / 2], 1, 70);
        Assert.InRange(lengths[lengths.Length * 95 / 100], 1, 200);
    }

    [Fact]
    public void Files_OfTests_AreShortOrSayWhyNot()
    {
        string[] tooLong = [.. RepositoryRoot.Files("tests", "*.cs").Concat(RepositoryRoot.Files("bench", "*.cs"))
            .Where(file => File.ReadLines(file).Count() > Longest && !File.ReadLines(file).Any(line => line.StartsWith(Reason, StringComparison.Ordinal)))
            .Select(Short)];

        Assert.True(tooLong.Length == 0, $"Split, or write '{Reason}' and why: {string.Join(", ", tooLong)}");
    }

    private static IEnumerable<string> Products() =>
        new[] { "core", "cli", "functions" }.SelectMany(folder => RepositoryRoot.Files(folder, "*.cs"));

    private static string Short(string file) => Path.GetRelativePath(RepositoryRoot.Folder, file);
}
