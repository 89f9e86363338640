using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Market;

/// <summary>Loads the market data of a study.</summary>
/// <remarks>
/// Symbols are loaded at once, each on a thread of its own as far as it needs one. Results are reference types throughout: tasks of
/// structures would be compiled anew at every start of the program, which costs more than reading the files.
/// </remarks>
public static class MarketData
{
    /// <summary>Raised whenever the generator makes other bars from the same settings, so that a study notices.</summary>
    private const int GeneratorVersion = 1;

    /// <summary>Finds the files of each symbol and their current versions, without reading bars.</summary>
    /// <exception cref="InvalidInputException">Files are missing; the problems of all symbols are listed.</exception>
    public static Task<IReadOnlyList<PinnedData>> PinAsync(
        IReadOnlyList<DataSpec> data, IDataSource source, CancellationToken cancellation) =>
        ForEachAsync(data, async (spec, _) => new PinnedData(spec.Symbol, await ResolveAsync(spec, source, cancellation)));

    /// <summary>Loads the current versions.</summary>
    /// <exception cref="InvalidInputException">Files are missing or broken; the problems of all symbols are listed.</exception>
    public static async Task<LoadedData> LoadAsync(
        IReadOnlyList<DataSpec> data, IDataSource source, BarCache cache, CancellationToken cancellation)
    {
        IReadOnlyList<SymbolData> loaded = await ForEachAsync(data, async (spec, _) =>
        {
            var pin = new PinnedData(spec.Symbol, await ResolveAsync(spec, source, cancellation));
            return new SymbolData(await LoadAsync(spec, pin, source, cache, cancellation), pin);
        });
        return new LoadedData([.. loaded.Select(item => item.Bars)], [.. loaded.Select(item => item.Pin)]);
    }

    /// <summary>Loads exactly the versions that a study has pinned.</summary>
    /// <param name="data">The symbols.</param>
    /// <param name="pins">Their pins, in the same order.</param>
    /// <param name="source">Where the files are.</param>
    /// <param name="cache">The host's cache.</param>
    /// <param name="cancellation">Stops the loading.</param>
    /// <exception cref="InvalidInputException">A file is gone or has changed since, or is broken.</exception>
    public static Task<IReadOnlyList<Bars>> LoadAsync(
        IReadOnlyList<DataSpec> data, IReadOnlyList<PinnedData> pins, IDataSource source, BarCache cache, CancellationToken cancellation)
    {
        if (pins.Count != data.Count)
            throw new ArgumentException($"{data.Count} symbols, but {pins.Count} pins.", nameof(pins));
        return ForEachAsync(data, (spec, i) => LoadAsync(spec, pins[i], source, cache, cancellation));
    }

    private static async Task<Bars> LoadAsync(
        DataSpec spec, PinnedData pin, IDataSource source, BarCache cache, CancellationToken cancellation)
    {
        // A pattern's files are cached as the one series they make up: nobody asks for the parts.
        DataKey key = pin.Files.Count == 1
            ? pin.Files[0]
            : new DataKey(
                string.Join('\n', pin.Files.Select(file => file.Name)), string.Join('\n', pin.Files.Select(file => file.Version)));
        Bars bars = await cache.GetAsync(
            key,
            stop => spec.Synth is { } synth ? Task.FromResult(Generate(spec, synth)) : ReadAsync(pin.Files, source, stop),
            cancellation);
        return BarSelection.Apply(bars, spec);
    }

    private static async Task<IReadOnlyList<DataKey>> ResolveAsync(DataSpec spec, IDataSource source, CancellationToken cancellation)
    {
        if (spec.Synth is { } synth)
            return new[] { SynthKey(spec, synth) };
        if (spec.Source.AsSpan().IndexOfAny('*', '?') < 0)
            return new[] { await source.ResolveAsync(spec.Source, cancellation) };
        IReadOnlyList<string> names = await source.ListAsync(spec.Source, cancellation);
        if (names.Count == 0)
            throw new InvalidInputException(Place.Field($"data.{spec.Symbol}"), BarProblems.NoFiles(spec.Source));
        return await ForEachAsync(names, (name, _) => source.ResolveAsync(name, cancellation));
    }

    /// <summary>Made-up bars are pinned like files: by all that decides them.</summary>
    private static DataKey SynthKey(DataSpec spec, SynthSpec synth) => new(
        $"synth:{spec.Symbol}",
        $"{GeneratorVersion}:seed={synth.Seed},bars={synth.Bars},interval={synth.Interval.TotalSeconds}s,"
            + $"start={BarProblems.TimeText(synth.Start.Ticks)},price={synth.Price},pip={spec.PipSize}");

    private static Bars Generate(DataSpec spec, SynthSpec synth) => BarGenerator.Generate(new BarGeneratorOptions
    {
        Symbol = spec.Symbol,
        Seed = synth.Seed,
        Bars = synth.Bars,
        Interval = synth.Interval,
        Start = synth.Start,
        Price = synth.Price,
        PipSize = spec.PipSize,
    });

    private static Task<Bars> ReadAsync(IReadOnlyList<DataKey> files, IDataSource source, CancellationToken cancellation) =>
        files.Count == 1 ? ReadOneAsync(files[0], source, cancellation) : ReadSeveralAsync(files, source, cancellation);

    private static async Task<Bars> ReadOneAsync(DataKey file, IDataSource source, CancellationToken cancellation)
    {
        using Stream stream = await source.OpenAsync(file, cancellation);
        return (await BarReader.ReadAsync(stream, file.Name, cancellation, source.MayQuote)).Bars;
    }

    private static async Task<Bars> ReadSeveralAsync(IReadOnlyList<DataKey> files, IDataSource source, CancellationToken cancellation)
    {
        var parts = new List<(string Name, Bars Bars)>(files.Count);
        foreach (DataKey file in files)
            parts.Add((file.Name, await ReadOneAsync(file, source, cancellation)));
        return BarSelection.Concatenate(parts);
    }

    /// <summary>Runs all at once, and throws the problems of all, in the order of the items.</summary>
    private static async Task<IReadOnlyList<TResult>> ForEachAsync<TItem, TResult>(
        IReadOnlyList<TItem> items, Func<TItem, int, Task<TResult>> run)
        where TItem : class
        where TResult : class
    {
        var tasks = new Task<TResult>[items.Count];
        for (int i = 0; i < tasks.Length; i++)
        {
            int index = i;
            tasks[i] = Task.Run(() => run(items[index], index));
        }

        var results = new TResult[tasks.Length];
        var problems = new List<InputProblem>();
        for (int i = 0; i < tasks.Length; i++)
        {
            try
            {
                results[i] = await tasks[i];
            }
            catch (InvalidInputException invalid)
            {
                problems.AddRange(invalid.Problems);
            }
        }

        return problems.Count == 0 ? results : throw new InvalidInputException([.. problems.Distinct()]);
    }

    private sealed record SymbolData(Bars Bars, PinnedData Pin);
}
