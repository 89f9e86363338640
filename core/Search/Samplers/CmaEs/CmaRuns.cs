using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Search.Samplers.CmaEs;

/// <summary>The runs of CMA-ES that a history makes.</summary>
internal sealed class CmaRuns
{
    private readonly List<int> gathered = [];
    private readonly Dictionary<int, double[]> choices = [];
    private CmaState? current;
    private TrialLog? log;
    private int generation = -1;
    private int applied;
    private int restarts;
    private int large;
    private int largeTrials;
    private int smallTrials;
    private bool isSmall;
    private bool warm;

    /// <summary>Indexes of the parameters that are numbers.</summary>
    public int[] Numbers { get; private set; } = [];

    public CmaState Current => current!;

    public void Sync(
        TrialLog trials, ulong seed, int population, double sigma, string restart, long takesOverAt = 0, Func<long, bool>? isOwn = null)
    {
        if (!ReferenceEquals(log, trials) || generation != trials.Generation)
            Reset(trials, population, sigma);
        if (Numbers.Length == 0)
            return;
        for (; applied < trials.Trials.Count; applied++)
        {
            if (takesOverAt > 0)
            {
                long number = trials.Trials[applied].Number;
                if (number >= takesOverAt && !warm)
                {
                    WarmUp(applied);
                    warm = true;
                }

                if (number < takesOverAt || isOwn?.Invoke(number) == false)
                    continue;
            }

            gathered.Add(applied);
            if (gathered.Count < Current.Population)
                continue;
            ApplyGeneration();
            if (restart != "none" && Current.IsOver)
                Restart(seed, sigma, restart == "bipop");
        }

        // Until a trial of this search has ended, earlier ones may still come in.
        if (takesOverAt > 0 && !warm)
            WarmUp(applied);
    }

    private void WarmUp(int count)
    {
        int[] ranked = [.. Enumerable.Range(0, count).Where(position => Rank(position) == 0).OrderBy(Loss)];
        if (ranked.Length == 0)
            return;
        current = CmaWarmStart.From([.. ranked.Select(Coordinates)], large);
        foreach ((int parameter, double[] probabilities) in choices)
            Learn(parameter, probabilities, ranked[..Math.Max(1, ranked.Length / 10)], rate: 1);
    }

    /// <summary>A choice of a category: half of what the better trials had, with a floor from the prior.</summary>
    public double DrawChoice(int parameter, double unit)
    {
        double[] probabilities = choices[parameter];
        double sum = 0;
        int choice = 0;
        for (; choice < probabilities.Length - 1; choice++)
        {
            sum += probabilities[choice];
            if (unit < sum)
                break;
        }

        return choice;
    }

    private void Reset(TrialLog trials, int population, double sigma)
    {
        (
            log,
            generation,
            applied,
            restarts,
            largeTrials,
            smallTrials,
            isSmall,
            warm) = (trials, trials.Generation, 0, 0, 0, 0, false, false);
        gathered.Clear();
        choices.Clear();
        Axis[] axes = trials.Encoding.Axes;
        Numbers = [.. Enumerable.Range(0, axes.Length).Where(i => axes[i].Kind is AxisKind.Continuous or AxisKind.Stepped)];
        for (int i = 0; i < axes.Length; i++)
        {
            if (axes[i].Kind == AxisKind.Category)
                choices[i] = Prior(axes[i]);
        }

        large = population > 0 ? Math.Max(4, population) : 4 + (int)(3 * PortableMath.Log(Math.Max(1, Numbers.Length)));
        if (Numbers.Length > 0)
            current = new CmaState(Numbers.Length, large, [.. Enumerable.Repeat(0.5, Numbers.Length)], sigma);
    }

    private static double[] Prior(Axis axis)
    {
        var probabilities = new double[axis.Levels!.Value];
        for (int choice = 0; choice < probabilities.Length; choice++)
        {
            (double low, double high) = axis.Distribution.Cell(axis.Distribution.ValueAt(choice));
            probabilities[choice] = high - low;
        }

        return probabilities;
    }

    private void ApplyGeneration()
    {
        // Failed trials rank last, pruned ones behind complete ones by their last report.
        int[] ranked = gathered.Exists(position => log!.Trials[position].Losses.Count > 1)
            ? BySeveral()
            : [.. gathered.OrderBy(Rank).ThenBy(Loss)];
        double best = Loss(ranked[0]);
        if (Rank(ranked[0]) < 2)
        {
            Current.Update([.. ranked.Select(Coordinates)], Rank(ranked[0]) == 0 ? best : double.MaxValue);
            foreach ((int parameter, double[] probabilities) in choices)
                Learn(parameter, probabilities, ranked[..((ranked.Length + 1) / 2)]);
        }

        (largeTrials, smallTrials) = isSmall ? (largeTrials, smallTrials + gathered.Count) : (largeTrials + gathered.Count, smallTrials);
        gathered.Clear();
    }

    // Several objectives: by front, then the least crowded first.
    private int[] BySeveral()
    {
        int[] complete = [.. gathered.Where(position => Rank(position) == 0)];
        IReadOnlyList<double>[] losses = [.. complete.Select(position => log!.Trials[position].Losses)];
        int[] fronts = ParetoRanking.Fronts(losses);
        var crowding = new double[complete.Length];
        foreach (IGrouping<int, int> front in Enumerable.Range(0, complete.Length).GroupBy(i => fronts[i]))
        {
            int[] members = [.. front];
            double[] distances = ParetoRanking.Crowding([.. members.Select(i => losses[i])]);
            for (int k = 0; k < members.Length; k++)
                crowding[members[k]] = distances[k];
        }

        return
        [
            .. Enumerable.Range(0, complete.Length).OrderBy(i => fronts[i]).ThenByDescending(i => crowding[i]).Select(i => complete[i]),
            .. gathered.Where(position => Rank(position) > 0).OrderBy(Rank).ThenBy(Loss),
        ];
    }

    private int Rank(int position) => log!.Trials[position].Outcome switch { TrialOutcome.Complete => 0, TrialOutcome.Pruned => 1, _ => 2 };

    private double Loss(int position)
    {
        FinishedTrial trial = log!.Trials[position];
        double loss = trial.Outcome == TrialOutcome.Complete
            ? trial.Losses[0]
            : trial.Steps is [.., var last] ? last.Loss : double.PositiveInfinity;
        return double.IsNaN(loss) ? double.PositiveInfinity : loss;
    }

    // Inactive parameters stay where the mean is, so they do not move it.
    private double[] Coordinates(int position)
    {
        double[] codes = log!.Codes(position);
        return [.. Numbers.Select((parameter, k) => double.IsNaN(codes[parameter]) ? Current.Mean[k] : codes[parameter])];
    }

    private void Learn(int parameter, double[] probabilities, int[] selected, double rate = 0.3)
    {
        const double Floor = 0.1;
        double[] prior = Prior(log!.Encoding.Axes[parameter]);
        int[] chosen = [
            .. selected.Select(position => log.Codes(position)[parameter]).Where(code => !double.IsNaN(code)).Select(code => (int)code)
        ];
        if (chosen.Length == 0)
            return;
        for (int choice = 0; choice < probabilities.Length; choice++)
        {
            double share = (double)chosen.Count(other => other == choice) / chosen.Length;
            probabilities[choice] = ((1 - rate) * probabilities[choice]) + (rate * (((1 - Floor) * share) + (Floor * prior[choice])));
        }
    }

    private void Restart(ulong seed, double sigma, bool bipop)
    {
        restarts++;
        var random = new RandomStream(seed, (ulong)restarts, StreamPurpose.EvolutionRestart);
        double[] mean = [.. Numbers.Select(_ => 0.0)];
        for (int k = 0; k < mean.Length; k++)
            mean[k] = random.NextDouble();
        int first = 4 + (int)(3 * PortableMath.Log(Numbers.Length)), size;
        isSmall = bipop && smallTrials < largeTrials;
        if (isSmall)
        {
            double unit = random.NextDouble();
            size = Math.Max(4, (int)(first * PortableMath.Exp(unit * unit * PortableMath.Log(0.5 * large / first))));
            sigma *= PortableMath.Exp(-2 * PortableMath.Log(10) * random.NextDouble());
        }
        else
        {
            size = large *= 2;
        }

        current = new CmaState(Numbers.Length, size, mean, sigma);
    }
}
