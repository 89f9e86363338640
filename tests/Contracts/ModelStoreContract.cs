using System.Text;
using ServerlessTuner.Core.Learning.Labels;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Service.Models;

namespace ServerlessTuner.Contracts;

/// <summary>What every <see cref="IModelStore"/> must do, and the registry on it. Derive, and give a store.</summary>
public abstract class ModelStoreContract
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A new, empty store; for the same test again, one on the same state, as another process has it.</summary>
    protected abstract IModelStore Create();

    [ContractFact]
    public async Task Read_UnknownName_IsEmpty()
    {
        Assert.Empty(await Create().ReadAsync("none", default));
        Assert.Empty(await Create().ListAsync(default));
    }

    [ContractFact]
    public async Task Append_InOrder_IsReadInOrderAndByCase()
    {
        IModelStore store = Create();
        Assert.True(await store.TryAppendAsync("xgb", Entry(1), default));
        Assert.True(await store.TryAppendAsync("xgb", Entry(2) with { By = "other" }, default));
        Assert.True(await store.TryAppendAsync("Xgb", Entry(1), default));

        Assert.False(await store.TryAppendAsync("xgb", Entry(2), default));
        Assert.False(await store.TryAppendAsync("xgb", Entry(4), default));
        Assert.Equal([Entry(1), Entry(2) with { By = "other" }], await store.ReadAsync("xgb", default));
        Assert.Equal(["Xgb", "xgb"], await store.ListAsync(default));
    }

    [ContractFact]
    public async Task Append_ManyAtOnce_LosesNone()
    {
        IModelStore store = Create();
        var library = new ModelLibrary(store, TimeProvider.System);

        await Parallel.ForAsync(0, 12, async (i, stop) => await library.PromoteAsync("xgb", Model(i), "candidate", null, $"p{i}", stop));

        RegisteredModel model = (await library.FindAsync("xgb", default))!;
        Assert.Equal(Enumerable.Range(1, 12), model.Versions.Select(version => version.Number));
        Assert.Equal(Enumerable.Range(0, 12), model.Versions.Select(version => (int)version.Trial).Order());
        Assert.Equal(24, model.History.Count);
        Assert.Equal(Enumerable.Range(1, 24), model.History.Select(entry => entry.Number));
    }

    [ContractFact]
    public async Task Library_PromoteMoveRollback_KeepsHistory()
    {
        var library = new ModelLibrary(Create(), TimeProvider.System);
        ModelVersion first = await library.PromoteAsync("xgb", Model(7), "candidate", "val/sharpe > 1 and gap < 0.3", "ann", default);
        ModelVersion again = await library.PromoteAsync("xgb", Model(7), "candidate", null, "bob", default);
        ModelVersion second = await library.PromoteAsync("xgb", Model(8), null, null, "bob", default);
        await library.MoveAsync("xgb", "prod", "candidate", null, "ann", default);
        await library.MoveAsync("xgb", "prod", "v2", "`val/sharpe` > 1", "ann", default);
        ModelVersion back = await library.RollbackAsync("xgb", "prod", "eve", default);
        RegisteredModel model = (await library.FindAsync("xgb", default))!;
        FinalModel opened = await library.OpenAsync(model.Find("prod"), default);

        Assert.Equal((1, 1, 2, 1), (first.Number, again.Number, second.Number, back.Number));
        Assert.Equal(["candidate:1", "prod:1"], model.Aliases.Select(pair => $"{pair.Key}:{pair.Value}"));
        Assert.Equal(
            ["ann added 1", "ann candidate -1", "bob added 2", "ann prod -1", "ann prod 1-2", "eve prod 2-1"],
            model.History.Select(
                entry => $"{entry.By} {(entry.Version is { } added ? $"added {added.Number}" : $"{entry.Alias} {entry.From}-{entry.To}")}"));
        Assert.Equal("val/sharpe > 1 and gap < 0.3", model.History[0].Require);
        Assert.Equal((7, "trees of 7"), (opened.Card.Trial, Encoding.UTF8.GetString(opened.Content)));
        Assert.Equal(second.Digest, model.Find("latest").Digest);
        await Rejects(() => library.RollbackAsync("xgb", "prod", "eve", default), "xgb:prod has named no version before 1");
        await Rejects(() => library.RollbackAsync("xgb", "none", "eve", default), "The model xgb has no alias 'none'.");
        await Rejects(() => library.RollbackAsync("none", "prod", "eve", default), "There is no model 'none'.");
        await Rejects(() => library.MoveAsync("xgb", "prod", "3", null, "eve", default), "has no version '3'. It has the versions 1 to 2");
    }

    [ContractFact]
    public async Task Library_GateNotMet_ChangesNothing()
    {
        var library = new ModelLibrary(Create(), TimeProvider.System);

        await Rejects(
            () => library.PromoteAsync("xgb", Model(1), "prod", "val/sharpe > 2 or holdout/sharpe > 1", "ann", default),
            "does not pass the gate 'val/sharpe > 2 or holdout/sharpe > 1': val/sharpe is 1.5, holdout/sharpe is 0.75.");
        await Rejects(
            () => library.PromoteAsync("xgb", Model(1), "prod", "val/auc > 0.5", "ann", default), "val/auc has no value.");
        await Rejects(
            () => library.PromoteAsync("xgb", Model(1), "prod", "val/shape > 0.5", "ann", default), "cannot be read: column");
        await Rejects(() => library.PromoteAsync("7", Model(1), null, null, "ann", default), "The name of a model is '7'");
        await Rejects(() => library.PromoteAsync("xgb", Model(1), "v2", null, "ann", default), "The alias is 'v2'");

        Assert.Null(await library.FindAsync("xgb", default));
    }

    [ContractFact]
    public async Task Library_DamagedFile_IsRefused()
    {
        IModelStore store = Create();
        var library = new ModelLibrary(store, TimeProvider.System);
        ModelVersion version = await library.PromoteAsync("xgb", Model(1), null, null, "ann", default);
        await store.Files.PutAsync($"{version.Digest}/model.json", (stream, stop) => stream.WriteAsync("x"u8.ToArray(), stop).AsTask(), default);

        await Rejects(() => library.OpenAsync(version, default), "Version 1 is damaged");
        await store.Files.DeleteAsync($"{version.Digest}/model.json", default);
        await Rejects(() => library.OpenAsync(version, default), "The registry has lost the file");
    }

    private static ModelEvent Entry(int number) => new(number, ModelChange.Moved, Noon, "ann") { Alias = "prod", To = 1 };

    private static FinalModel Model(int trial) => new(
        new ModelCard(
            ModelCard.CurrentFormat,
            "s",
            trial,
            "xgboost",
            "model.json",
            ["EURUSD"],
            10,
            [new("r", "close / close[1]")],
            new LabelRules(2, 1, 24, 14, false, LabelSides.Long, false),
            0.5,
            new Dictionary<string, double> { ["r"] = 1 },
            Holdout: new Dictionary<string, double> { ["sharpe"] = 0.75 },
            Program: "1",
            Metrics: new Dictionary<string, double> { ["val/sharpe"] = 1.5, ["gap"] = 0.25 }),
        Encoding.UTF8.GetBytes($"trees of {trial}"));

    private static async Task Rejects(Func<Task> action, string message) =>
        Assert.Contains(message, (await Assert.ThrowsAsync<InvalidInputException>(action)).Message, StringComparison.Ordinal);
}
