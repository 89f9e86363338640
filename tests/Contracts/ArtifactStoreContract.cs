using System.Text;
using ServerlessTuner.Core.Studies.Execution;

namespace ServerlessTuner.Contracts;

/// <summary>What every <see cref="IArtifactStore"/> must do. Derive, and give a new, empty store.</summary>
public abstract class ArtifactStoreContract
{
    /// <summary>A new, empty store.</summary>
    protected abstract IArtifactStore Create();

    [ContractFact]
    public async Task Open_Missing_IsNull() => Assert.Null(await Create().OpenAsync("work/nothing.rows", default));

    [ContractFact]
    public async Task Put_ThenOpen_GivesTheContent()
    {
        IArtifactStore store = Create();

        await PutAsync(store, "work/a.rows", "one");

        Assert.Equal("one", await ReadAsync(store, "work/a.rows"));
    }

    [ContractFact]
    public async Task Put_Again_Replaces()
    {
        IArtifactStore store = Create();
        await PutAsync(store, "a.csv", "a long first content");

        await PutAsync(store, "a.csv", "two");

        Assert.Equal("two", await ReadAsync(store, "a.csv"));
        Assert.Equal([("a.csv", 3L)], await store.ListAsync(string.Empty, default));
    }

    [ContractFact]
    public async Task Put_FaultWhileWriting_LeavesTheOldContent()
    {
        IArtifactStore store = Create();
        await PutAsync(store, "a.csv", "old");

        await Assert.ThrowsAsync<InvalidDataException>(() => store.PutAsync("a.csv", Fail, default));
        await Assert.ThrowsAsync<InvalidDataException>(() => store.PutAsync("b.csv", Fail, default));

        Assert.Equal("old", await ReadAsync(store, "a.csv"));
        Assert.Null(await store.OpenAsync("b.csv", default));
        Assert.Single(await store.ListAsync(string.Empty, default));

        static async Task Fail(Stream stream, CancellationToken cancellation)
        {
            await stream.WriteAsync(new byte[100_000], cancellation);
            throw new InvalidDataException("on purpose");
        }
    }

    [ContractFact]
    public async Task List_Prefix_SortedOrdinallyWithSizes()
    {
        IArtifactStore store = Create();
        await PutAsync(store, "work/b.rows", "22");
        await PutAsync(store, "work/B.rows", "1");
        await PutAsync(store, "work2/a.rows", "333");
        await PutAsync(store, "a.csv", "4444");

        Assert.Equal([("work/B.rows", 1L), ("work/b.rows", 2L)], await store.ListAsync("work/", default));
        Assert.Equal([("work/b.rows", 2L)], await store.ListAsync("work/b", default));
        Assert.Empty(await store.ListAsync("none/", default));
        Assert.Equal(
            ["a.csv", "work/B.rows", "work/b.rows", "work2/a.rows"],
            (await store.ListAsync(string.Empty, default)).Select(item => item.Name));
    }

    [ContractFact]
    public async Task Delete_PresentOrMissing_IsGone()
    {
        IArtifactStore store = Create();
        await PutAsync(store, "work/a.rows", "one");

        await store.DeleteAsync("work/a.rows", default);
        await store.DeleteAsync("work/a.rows", default);

        Assert.Null(await store.OpenAsync("work/a.rows", default));
    }

    private static Task PutAsync(IArtifactStore store, string name, string text) =>
        store.PutAsync(name, (stream, stop) => stream.WriteAsync(Encoding.UTF8.GetBytes(text), stop).AsTask(), default);

    private static async Task<string> ReadAsync(IArtifactStore store, string name)
    {
        await using Stream? stream = await store.OpenAsync(name, default);
        using var reader = new StreamReader(stream!);
        return await reader.ReadToEndAsync();
    }
}
