using System.Globalization;
using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Core.Service;

/// <content>The trades of a backtest, on request: they are made once more, not kept.</content>
public sealed partial class StudyService
{
    private const int MostBars = 20_000;

    private async Task<ServiceResponse> GetTradesAsync(
        StudyRecord study, string number, ServiceRequest request, CancellationToken cancellation)
    {
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long trial))
            return Problems.Of(404, "n", number, $"'{number}' is no trial's number.", "Use one that the trials of the study have.");
        if (!(await host.ObserveAsync(study, cancellation)).HasEnded)
            return Problems.Of(409, "status", StatusOf(study), $"The study '{study.Id}' has not ended.", "Ask again when it has.");
        StudySpec spec = await SpecOfAsync(study, cancellation);
        if (spec.Objective is not BacktestSpec backtest)
            return Problems.Of(409, "objective", null, "The trials of this study are no backtests.", "Ask for those of a strategy.");
        string[] names = [.. spec.UsedScenarios().Select(used => used.Name)];
        string scenario = request.Query.TryGetValue("scenario", out string? given) && given.Length > 0
            ? given
            : spec.Stages[0].Scenarios[0];
        if (!names.Contains(scenario, StringComparer.Ordinal))
            return Problems.Of(
                400,
                "scenario",
                scenario,
                $"scenario is '{scenario}', which the study does not use.",
                $"Use one of {string.Join(", ", names)}.");
        ParameterSet? values = await FindValuesAsync(study, spec, trial, cancellation);
        if (values is null)
            return Problems.Of(
                404, "n", number, $"The study '{study.Id}' has no results of trial {trial}.", "Use one that its result files have.");
        IReadOnlyList<Bars> bars = await host.LoadBarsAsync(study.Id, spec, cancellation);
        IReadOnlyList<SymbolTrades> trades = new BacktestObjective(bars, backtest).TradesOf(
            values, spec.ScenarioNamed(scenario), cancellation);
        return Packing.Tag(
            request, ServiceResponse.Of(200, new TradesView(trial, scenario, [.. trades.Select(View)]), ServiceJson.Default.TradesView));
    }

    private static SymbolTradesView View(SymbolTrades symbol) => new(
        symbol.Bars.Symbol,
        symbol.Bars.PipSize,
        [.. symbol.Trades.Select(trade => BarsView.Seconds(trade.EntryTime))],
        [.. symbol.Trades.Select(trade => BarsView.Seconds(trade.ExitTime))],
        [.. symbol.Trades.Select(trade => trade.Side)],
        [.. symbol.Trades.Select(trade => trade.EntryPrice)],
        [.. symbol.Trades.Select(trade => trade.ExitPrice)],
        [.. symbol.Trades.Select(trade => trade.ProfitPips)],
        [.. symbol.Trades.Select(trade => trade.WorstPips)],
        BarsView.Of(symbol.Bars, MostBars));

    private async Task<ParameterSet?> FindValuesAsync(StudyRecord study, StudySpec spec, long trial, CancellationToken cancellation)
    {
        using TrialTable? table = await TrialTable.OpenAsync(host.ArtifactsOf(study.Id), spec, 1, cancellation);
        return table?.Rows().FirstOrDefault(row => row.Trial == trial)?.Values;
    }
}
