using System.Text;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Contracts;

/// <summary>What every <see cref="IDataSource"/> must do. Derive, and give a source with a way to put data into it.</summary>
public abstract class DataSourceContract
{
    /// <summary>A source without data.</summary>
    protected abstract IDataSource Create();

    /// <summary>Puts data under a name; again replaces it.</summary>
    protected abstract Task PutAsync(string name, byte[] content);

    [ContractFact]
    public async Task Resolve_Missing_NamesThePlaceAndTheRemedy()
    {
        InvalidInputException fault = await Assert.ThrowsAsync<InvalidInputException>(() => Create().ResolveAsync("fx/none.csv", default));

        Assert.Equal("fx/none.csv", Assert.Single(fault.Problems).Place.ToString());
    }

    [ContractFact]
    public async Task Open_ResolvedKey_GivesTheContent()
    {
        IDataSource source = Create();
        await PutAsync("fx/a.csv", Encoding.UTF8.GetBytes("one"));

        DataKey key = await source.ResolveAsync("fx/a.csv", default);
        await using Stream stream = await source.OpenAsync(key, default);

        using var reader = new StreamReader(stream);
        Assert.Equal("one", await reader.ReadToEndAsync());
        Assert.Equal(key, await source.ResolveAsync("fx/a.csv", default));
    }

    [ContractFact]
    public async Task Open_ChangedSince_NeverGivesAnotherVersion()
    {
        IDataSource source = Create();
        await PutAsync("fx/a.csv", Encoding.UTF8.GetBytes("one"));
        DataKey key = await source.ResolveAsync("fx/a.csv", default);

        await PutAsync("fx/a.csv", Encoding.UTF8.GetBytes("another"));

        string outcome;
        try
        {
            // One that still holds the old version may give it.
            await using Stream stream = await source.OpenAsync(key, default);
            using var reader = new StreamReader(stream);
            outcome = await reader.ReadToEndAsync();
        }
        catch (InvalidInputException fault)
        {
            outcome = fault.Message;
        }

        Assert.True(outcome == "one" || outcome.Contains("changed", StringComparison.Ordinal), outcome);
        Assert.NotEqual(key.Version, (await source.ResolveAsync("fx/a.csv", default)).Version);
    }

    [ContractFact]
    public async Task List_Pattern_SortedOrdinally()
    {
        IDataSource source = Create();
        foreach (string name in new[] { "fx/b.csv", "fx/a.csv", "fx/a.txt", "fx/deep/c.csv", "other/a.csv" })
            await PutAsync(name, [1]);

        Assert.Equal(["fx/a.csv", "fx/b.csv"], await source.ListAsync("fx/*.csv", default));
        Assert.Equal(["fx/a.csv", "fx/a.txt"], await source.ListAsync("fx/a.???", default));
        Assert.Empty(await source.ListAsync("none/*.csv", default));
    }
}
