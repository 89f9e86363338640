using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Backtesting.Signals;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// Trials to be evaluated together: the distinct signal rules and exit rules among them, and which trial has which.
/// </summary>
/// <param name="Signals">Distinct signal rules.</param>
/// <param name="Exits">Distinct exit rules.</param>
/// <param name="SignalOf">For each trial its index in <paramref name="Signals"/>, or -1 to leave the trial out.</param>
/// <param name="ExitOf">For each trial its index in <paramref name="Exits"/>.</param>
/// <param name="Slices">Into how many slices the data is cut.</param>
/// <param name="Steps">How many of them are traded, 1 or more.</param>
internal sealed record BacktestBatch(
    IReadOnlyList<SignalRule> Signals,
    IReadOnlyList<ExitRules> Exits,
    int[] SignalOf,
    int[] ExitOf,
    int Slices,
    int Steps)
{
    private int[]? starts;
    private int[]? order;

    /// <summary>The trials with a signal rule, ascending.</summary>
    public ReadOnlySpan<int> TrialsOf(int signal)
    {
        if (order is null)
            Sort();
        return order.AsSpan(starts![signal]..starts[signal + 1]);
    }

    /// <summary>The trials from <paramref name="first"/> on, <paramref name="count"/> of them, and what they need.</summary>
    public BacktestBatch Part(int first, int count)
    {
        if (first == 0 && count == SignalOf.Length)
            return this;
        int[] signalOf = SignalOf[first..(first + count)], exitOf = ExitOf[first..(first + count)];
        for (int trial = 0; trial < count; trial++)
            exitOf[trial] = signalOf[trial] < 0 ? -1 : exitOf[trial];
        return new BacktestBatch(Compact(Signals, signalOf), Compact(Exits, exitOf), signalOf, exitOf, Slices, Steps);
    }

    // Keeps what is used, in the order of use.
    private static List<T> Compact<T>(IReadOnlyList<T> rules, int[] numbers)
    {
        int[] places = new int[rules.Count];
        var kept = new List<T>();
        for (int i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] < 0)
                continue;
            if (places[numbers[i]] == 0)
            {
                kept.Add(rules[numbers[i]]);
                places[numbers[i]] = kept.Count;
            }

            numbers[i] = places[numbers[i]] - 1;
        }

        return kept;
    }

    // Counting sort of the trials by signal.
    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(order), nameof(starts))]
    private void Sort()
    {
        starts = new int[Signals.Count + 1];
        foreach (int signal in SignalOf)
        {
            if (signal >= 0)
                starts[signal + 1]++;
        }

        for (int i = 0; i < Signals.Count; i++)
            starts[i + 1] += starts[i];
        int[] next = starts[..^1];
        order = new int[starts[^1]];
        for (int trial = 0; trial < SignalOf.Length; trial++)
        {
            if (SignalOf[trial] >= 0)
                order[next[SignalOf[trial]]++] = trial;
        }
    }
}
