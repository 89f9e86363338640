using System.Collections.Concurrent;
using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Backtesting.Portfolio;
using ServerlessTuner.Core.Backtesting.Signals;
using ServerlessTuner.Core.Backtesting.Strategies;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>Backtests a strategy on one or more symbols.</summary>
/// <remarks>
/// <para>The metrics are those of <see cref="BacktestMetrics"/>. With several symbols they are given for the whole first,
/// then as <c>metric:symbol</c> for each. Of the whole, sums add up, the largest open loss, the longest trade and the longest losing
/// run are those of any symbol, exposure is the mean; drawdowns are those of the summed equity in the order of time
/// (<see cref="PortfolioDrawdown"/>), and Sharpe, Sortino and SQN come from profits by day (<see cref="ProfitObservations"/>).</para>
/// <para>Steps are slices: equal consecutive slices of the traded bars. Each starts flat and closes at its end; the
/// metrics after a step are those of all slices up to it together. Indicators know all earlier bars.</para>
/// </remarks>
public sealed partial class BacktestObjective : IObjective
{
    // Trials whose trades are kept at first, and how many trades of all are kept at a time: few enough for caches, and enough that
    // what each part finds again does not count.
    private const int FirstPart = 16;
    private const long KeptTrades = 1 << 16;

    private readonly IStrategy strategy;
    private readonly PointSeries[] symbols;
    private readonly IBacktestKernel[] kernels;
    private readonly ConcurrentBag<TradeLogs> spareLogs = [];
    private readonly Lock conditionsLock = new();
    // By reference: comparing by value pulls in comparers that are compiled at each start.
    private readonly Dictionary<Scenario, MarketConditions[]> conditions = new(ReferenceEqualityComparer.Instance);

    /// <summary>Prepares a backtest.</summary>
    /// <param name="symbols">The bars, one element per symbol, one or more.</param>
    /// <param name="spec">The strategy and the number of slices.</param>
    /// <exception cref="InvalidInputException">There is no such strategy, no data, or less than one slice.</exception>
    public BacktestObjective(IReadOnlyList<Bars> symbols, BacktestSpec spec)
        : this(symbols, spec, static () => new FastKernel())
    {
    }

    internal BacktestObjective(IReadOnlyList<Bars> symbols, BacktestSpec spec, Func<IBacktestKernel> kernel)
    {
        var problems = new List<InputProblem>();
        if (StrategyRegistry.Find(spec.Strategy) is IStrategy found)
            strategy = found;
        else
            problems.Add(
                new(
                    Place.Field("strategy"),
                    $"there is no strategy '{spec.Strategy}'.",
                    $"Known are {string.Join(", ", StrategyRegistry.All.Select(known => known.Name))}."));
        if (spec.Slices < 1)
            problems.Add(new(Place.Field("slices"), $"slices is {spec.Slices}, but must be 1 or more."));
        if (symbols.Count == 0)
            problems.Add(new(Place.Field("data"), "a backtest needs the bars of at least one symbol."));
        if (problems.Count > 0)
            throw new InvalidInputException(problems);
        strategy ??= StrategyRegistry.All[0];
        this.symbols = [.. symbols.Select(bars => new PointSeries(bars))];
        kernels = [.. symbols.Select(_ => kernel())];
        Steps = spec.Slices;
        Metrics = MetricsOf([.. symbols.Select(bars => bars.Symbol)]);
    }

    /// <summary>The names of the metrics of a backtest on some symbols, one or more.</summary>
    public static IReadOnlyList<string> MetricsOf(IReadOnlyList<string> symbols) => symbols.Count == 1
        ? BacktestMetrics.Names
        : [.. BacktestMetrics.Names, .. symbols.SelectMany(symbol => BacktestMetrics.Names.Select(name => $"{name}:{symbol}"))];

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics { get; }

    /// <inheritdoc/>
    public int Steps { get; }

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">A trial has a parameter that the strategy does not know.</exception>
    public void Evaluate(
        IReadOnlyList<ParameterSet> trials, Scenario scenario, int steps, MetricTable results, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, Steps);
        BacktestBatch batch = BatchOf(trials, steps, results);
        MarketConditions[] markets = ConditionsOf(scenario);
        bool logs = symbols.Length > 1;
        // The trades of several symbols are kept until they are added up, so trials are taken a few at a time: at first to see how
        // much room they need.
        int some = logs ? FirstPart : trials.Count;
        TradeLogs? kept = !logs ? null : spareLogs.TryTake(out TradeLogs? spare) ? spare : new TradeLogs();
        for (int first = 0; first < trials.Count;)
        {
            int count = Math.Min(some, trials.Count - first);
            long size = EvaluatePart(batch.Part(first, count), first, markets, kept, results, cancellation);
            first += count;
            some = (int)Math.Clamp(KeptTrades / Math.Max(1, size / count), 1, int.MaxValue);
        }

        if (kept is not null)
            spareLogs.Add(kept);
    }

    // Evaluates some trials, and returns how many trades they made.
    private long EvaluatePart(
        BacktestBatch batch, int first, MarketConditions[] markets, TradeLogs? kept, MetricTable results,
        CancellationToken cancellation)
    {
        int trials = batch.SignalOf.Length;
        var statistics = new TradeStatistics[symbols.Length][];
        var logs = new TradeLog[symbols.Length][];
        long size = 0;
        kept?.Clear();
        for (int symbol = 0; symbol < symbols.Length; symbol++)
        {
            cancellation.ThrowIfCancellationRequested();
            statistics[symbol] = new TradeStatistics[trials * batch.Steps];
            if (kept is not null)
                logs[symbol] = kept.Take(trials);
            kernels[symbol].Run(batch, markets[symbol], statistics[symbol], logs[symbol], cancellation);
            foreach (TradeLog log in logs[symbol] ?? [])
                size += log.Count;
        }

        WriteMetrics(batch, first, markets, statistics, logs, results);
        return size;
    }

    /// <inheritdoc/>
    /// <remarks>Walks the bars slice by slice with the plain kernel, so that a trial that is stopped has cost its slices only.</remarks>
    public void EvaluateSteps(
        ParameterSet trial, Scenario scenario, bool alone, MetricTable results, StepReporter report, CancellationToken cancellation)
    {
        BacktestBatch batch = BatchOf([trial], Steps, results);
        if (batch.SignalOf[0] < 0)
            return;
        MarketConditions[] markets = ConditionsOf(scenario);
        SliceWalk[] walks = [
            .. markets.Select(market => new SliceWalk(batch.Signals[0], batch.Exits[0], market, Steps, alone, symbols.Length > 1))
        ];
        var rows = new MetricRows(markets, Steps);
        var statistics = new TradeStatistics[walks.Length];
        var trades = new ReadOnlyMemory<LoggedTrade>[walks.Length];
        double[] row = new double[Metrics.Count];
        for (int step = 1; step <= Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (SliceWalk walk in walks)
                walk.Advance();
            Write(step, walk => walk.Total, results.Row(0));
            if (alone)
                Write(1, walk => walk.Last, row);
            if (!report(step, alone ? row : results.Row(0)))
                return;
        }

        void Write(int slices, Func<SliceWalk, TradeStatistics> ofWalk, Span<double> into)
        {
            for (int symbol = 0; symbol < walks.Length; symbol++)
            {
                statistics[symbol] = ofWalk(walks[symbol]);
                trades[symbol] = walks[symbol].Log?.Slices(walks[symbol].Done - slices, walks[symbol].Done) ?? default;
            }

            rows.Write(walks[0].Done, slices, statistics, trades, into);
        }
    }

    private BacktestBatch BatchOf(IReadOnlyList<ParameterSet> trials, int steps, MetricTable results)
    {
        IReadOnlyList<Setting> definitions = StrategyRegistry.SettingsOf(strategy);
        int ownCount = strategy.Settings.Count;
        var signals = new SettingInterner<SignalRule>(strategy.Settings, strategy.Compile);
        var exits = new SettingInterner<ExitRules>(ExitSettings.All, ExitSettings.Compile);
        int[] signalOf = new int[trials.Count];
        int[] exitOf = new int[trials.Count];
        int[] positions = new int[definitions.Count];
        IReadOnlyList<string>? names = null;
        for (int trial = 0; trial < trials.Count; trial++)
        {
            ParameterSet settings = trials[trial];
            if (!ReferenceEquals(settings.Names, names))
            {
                names = settings.Names;
                Locate(names, definitions, positions);
                signals.Locate(positions.AsSpan(0, ownCount));
                exits.Locate(positions.AsSpan(ownCount));
            }

            ReadOnlySpan<ParameterValue> values = settings.Values is ParameterValue[] array ? array : [.. settings.Values];
            int signal = signals.NumberOf(values);
            int exit = exits.NumberOf(values);
            if (signal < 0 || exit < 0)
            {
                results.Fail(trial, signal < 0 ? signals.Faults[~signal] : exits.Faults[~exit]);
                signal = -1;
            }

            signalOf[trial] = signal;
            exitOf[trial] = exit;
        }

        return new BacktestBatch(signals.Compiled, exits.Compiled, signalOf, exitOf, Steps, steps);
    }

    private void Locate(IReadOnlyList<string> names, IReadOnlyList<Setting> definitions, int[] positions)
    {
        Array.Fill(positions, -1);
        List<InputProblem>? problems = null;
        for (int i = 0; i < names.Count; i++)
        {
            int definition = 0;
            while (definition < definitions.Count && definitions[definition].Name != names[i])
                definition++;
            if (definition < definitions.Count)
            {
                positions[definition] = i;
                continue;
            }

            problems ??= [];
            problems.Add(
                new(
                    Place.Field($"parameters.{names[i]}"),
                    $"the strategy {strategy.Name} has no setting '{names[i]}'.",
                    $"It has {string.Join(", ", definitions.Select(known => known.Name))}."));
        }

        if (problems is not null)
            throw new InvalidInputException(problems);
    }

    // The costs of every bar, made once per scenario; a study has a handful.
    private MarketConditions[] ConditionsOf(Scenario scenario)
    {
        lock (conditionsLock)
        {
            if (!conditions.TryGetValue(scenario, out MarketConditions[]? made))
            {
                if (conditions.Count >= 16)
                    conditions.Clear();
                conditions.Add(scenario, made = [.. symbols.Select(series => new MarketConditions(series, scenario))]);
            }

            return made;
        }
    }

    private void WriteMetrics(
        BacktestBatch batch, int first, MarketConditions[] markets, TradeStatistics[][] statistics, TradeLog[][] logs, MetricTable results)
    {
        int columns = Metrics.Count;
        var writer = new MetricRows(markets, Steps);
        var own = new TradeStatistics[symbols.Length];
        var trades = new ReadOnlyMemory<LoggedTrade>[symbols.Length];
        for (int trial = 0; trial < batch.SignalOf.Length; trial++)
        {
            if (batch.SignalOf[trial] < 0)
                continue;
            double[]? rows = Steps > 1 ? new double[batch.Steps * columns] : null;
            for (int step = rows is null ? batch.Steps - 1 : 0; step < batch.Steps; step++)
            {
                for (int symbol = 0; symbol < symbols.Length; symbol++)
                {
                    own[symbol] = statistics[symbol][(trial * batch.Steps) + step];
                    trades[symbol] = logs[symbol] is TradeLog[] kept ? kept[trial].Slices(0, step + 1) : default;
                }

                writer.Write(
                    step + 1, step + 1, own, trades, rows is null ? results.Row(first + trial) : rows.AsSpan(step * columns, columns));
            }

            if (rows is null)
                continue;
            rows.AsSpan(rows.Length - columns).CopyTo(results.Row(first + trial));
            results.SetStepMetrics(first + trial, rows);
        }
    }
}
