using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Cli.Tests.Storage;

public sealed class FileDataSourceTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tuner-data-");
    private readonly FileDataSource source;

    public FileDataSourceTests() => source = new FileDataSource(folder.FullName);

    public void Dispose() => folder.Delete(recursive: true);

    // From the reference implementation's documentation and the Python package's.
    [Fact]
    public async Task ResolveAsync_SameContent_SameVersionAndChangedContentAnother()
    {
        Write("a.csv", "one");
        Write("b.csv", "one");
        DataKey a = await source.ResolveAsync("a.csv", default),
            b = await source.ResolveAsync(Path.Combine(folder.FullName, "b.csv"), default);
        Write("a.csv", "two");
        DataKey changed = await source.ResolveAsync("a.csv", default);

        Assert.Equal("a.csv", a.Name);
        Assert.Equal(a.Version, b.Version);
        Assert.NotEqual(a.Version, changed.Version);
    }

    [Fact]
    public async Task OpenAsync_ContentOfTheVersion_IsGivenEvenWhenReadAgain()
    {
        Write("a.csv", "one");
        DataKey key = await source.ResolveAsync("a.csv", default);

        Assert.Equal("one", await ReadAsync(source, key));
        Assert.Equal("one", await ReadAsync(new FileDataSource(folder.FullName), key));
    }

    [Fact]
    public async Task OpenAsync_FileChangedSince_IsAnErrorThatSaysSo()
    {
        Write("a.csv", "one");
        DataKey key = await new FileDataSource(folder.FullName).ResolveAsync("a.csv", default);
        Write("a.csv", "two");

        InvalidInputException error = await Assert.ThrowsAsync<InvalidInputException>(() => source.OpenAsync(key, default));

        string now = (await source.ResolveAsync("a.csv", default)).Version;
        Assert.Equal(
            $"a.csv: The file has changed since the study started: its version was {key.Version} and is {now}. Put the old file back, "
                + $"or start a new study.",
            error.Message);
    }

    [Fact]
    public async Task ResolveAsync_MissingFileOrFolder_SaysWhatToDo()
    {
        folder.CreateSubdirectory("quotes");

        InvalidInputException missing = await Assert.ThrowsAsync<InvalidInputException>(() => source.ResolveAsync("no/such.csv", default));
        InvalidInputException isFolder = await Assert.ThrowsAsync<InvalidInputException>(() => source.ResolveAsync("quotes/", default));

        Assert.Equal(
            $"no/such.csv: There is no such file; looked for {Path.Combine(folder.FullName, "no", "such.csv")}. Check the path.",
            missing.Message);
        Assert.Equal("quotes/: This is a folder. Name a file in it, or all of them: quotes/*.csv.", isFolder.Message);
    }

    [Theory]
    [InlineData("*.csv", "a.csv b.csv")]
    [InlineData("?.c*", "a.csv b.csv")]
    [InlineData("eur/2*.csv", "eur/2019.csv eur/2020.csv")]
    [InlineData("*/2020.csv", "eur/2020.csv gbp/2020.csv")]
    [InlineData("*/*.csv", "eur/2019.csv eur/2020.csv gbp/2020.csv")]
    [InlineData("none*/x.csv", "")]
    [InlineData("eur/none*.csv", "")]
    public async Task ListAsync_Pattern_GivesSortedNames(string pattern, string names)
    {
        foreach (string name in new[] { "b.csv", "a.csv", ".hidden.csv", "note.txt", "eur/2020.csv", "eur/2019.csv", "gbp/2020.csv" })
            Write(name, string.Empty);

        Assert.Equal(names.Split(' ', StringSplitOptions.RemoveEmptyEntries), await source.ListAsync(pattern, default));
        string[] absolute = [
            .. (
                await source.ListAsync(Path.Combine(folder.FullName, pattern), default)).Select(name =>
                    Path.GetRelativePath(folder.FullName, name))
        ];
        Assert.Equal(names.Split(' ', StringSplitOptions.RemoveEmptyEntries), absolute);
    }

    [Fact]
    public async Task LoadAsync_PatternOverFiles_GivesOneSeries()
    {
        Write("eur/2019.csv", "time,open,high,low,close\n2019-01-01,1,1,1,1\n2019-01-02,2,2,2,2\n");
        Write("eur/2020.csv", "time,open,high,low,close\n2020-01-01,3,3,3,3\n");

        LoadedData loaded = await MarketData.LoadAsync([new DataSpec("EURUSD", "eur/*.csv")], source, new BarCache(), default);

        Assert.Equal([1.0, 2, 3], loaded.Bars[0].Close);
        Assert.Equal(["eur/2019.csv", "eur/2020.csv"], loaded.Pins[0].Files.Select(file => file.Name));
    }

    private static async Task<string> ReadAsync(FileDataSource from, DataKey key)
    {
        using var reader = new StreamReader(await from.OpenAsync(key, default));
        return await reader.ReadToEndAsync();
    }

    private void Write(string name, string content)
    {
        string path = Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
