using ServerlessTuner.Core.Studies;

namespace ServerlessTuner.Core.Search.Samplers.CmaEs;

/// <summary>
/// CMA-ES over the numeric parameters, folded from the history: any full generation of finished trials, in the order of their
/// numbers, updates the distribution. Stepped parameters keep a deviation that leaves their cell now and then (after CMA-ES with
/// margin, Hamano et al., 2022); categories are drawn by how often the better halves of recent generations had them, mixed with
/// the prior. A run that converges is followed by another from elsewhere: with twice the population (IPOP, Auger and Hansen,
/// 2005), or alternating with small local runs so that both get about the same number of trials (BIPOP, Hansen, 2009). Trials with
/// several objectives are ranked by non-domination and crowding.
/// </summary>
internal sealed class CmaEsSampler(int population, double sigma, string restart) : SamplerBase
{
    /// <summary>The number from which on this search goes on where other samplers made the trials before; 0 where it learns from all.</summary>
    public long TakesOverAt { get; init; }

    /// <summary>Which trials from <see cref="TakesOverAt"/> on are this search's; it learns from no others.</summary>
    public Func<long, bool> IsOwn { get; init; } = static number => true;

    public static IReadOnlyList<SettingDefinition> Settings { get; } =
    [
        new("population", ParameterKind.Integer, ParameterValue.Of(0), "Trials per generation; 0 for 4 + ⌊3 ln n⌋.", Min: 0),
        new("sigma0", ParameterKind.Float, ParameterValue.Of(1.0 / 6), "The initial standard deviation, as a share of each range.", Min: 1e-6, Max: 1),
        new("restart", ParameterKind.Text, ParameterValue.Of("bipop"), "What follows when a run has converged.", Choices: ["bipop", "ipop", "none"]),
    ];

    public override string Explain(SearchSpace space, long? budget, int objectives) =>
        $"cmaes: covariance matrix adaptation{(restart == "none" ? string.Empty : $" with {restart} restarts")}.";

    protected internal override ParameterSet? Suggest(Situation situation)
    {
        CmaRuns runs = situation.Cache.Get<CmaRuns>();
        runs.Sync(situation.Log, situation.Request.Seed, population, sigma, restart, TakesOverAt, IsOwn);
        RandomStream random = situation.Random();
        if (runs.Numbers.Length == 0)
            return situation.Space.Sample(ref random);
        Encoding encoding = situation.Log.Encoding;
        double[] drawn = runs.Current.Draw(ref random);
        var codes = new double[encoding.Axes.Length];
        for (int k = 0; k < drawn.Length; k++)
            codes[runs.Numbers[k]] = Fold(Widen(encoding.Axes[runs.Numbers[k]], runs.Current, k, drawn[k]));
        for (int i = 0; i < codes.Length; i++)
        {
            if (encoding.Axes[i].Kind == AxisKind.Category)
                codes[i] = runs.DrawChoice(i, random.NextDouble());
        }

        return encoding.Decode(codes);
    }

    // Keeps at least a chance of 1/(n λ) to leave the mean's cell.
    private static double Widen(Axis axis, CmaState run, int coordinate, double value)
    {
        if (axis.Kind != AxisKind.Stepped)
            return value;
        (double low, double high) = axis.Cell(axis.Decode(run.Mean[coordinate]));
        double least = 0.5 * (high - low) / PortableMath.NormalQuantile(1 - (0.5 / (run.Mean.Length * run.Population)));
        double deviation = run.Deviation(coordinate);
        return deviation >= least ? value : run.Mean[coordinate] + ((value - run.Mean[coordinate]) * least / deviation);
    }

    // Reflects at the ends of the unit interval.
    private static double Fold(double value)
    {
        double period = value - (2 * Math.Floor(0.5 * value));
        return period > 1 ? 2 - period : period;
    }
}

/// <summary>The runs of CMA-ES that a history makes.</summary>
internal sealed class CmaRuns
{
    private readonly List<int> gathered = [];
    private readonly Dictionary<int, double[]> choices = [];
    private CmaState? current;
    private TrialLog? log;
    private int generation = -1;
    private int folded;
    private int restarts;
    private int large;
    private int largeTrials;
    private int smallTrials;
    private bool isSmall;
    private bool warm;

    /// <summary>Indexes of the parameters that are numbers.</summary>
    public int[] Numbers { get; private set; } = [];

    public CmaState Current => current!;

    public void Sync(TrialLog trials, ulong seed, int population, double sigma, string restart, long takesOverAt = 0, Func<long, bool>? isOwn = null)
    {
        if (!ReferenceEquals(log, trials) || generation != trials.Generation)
            Reset(trials, population, sigma);
        if (Numbers.Length == 0)
            return;
        for (; folded < trials.Trials.Count; folded++)
        {
            if (takesOverAt > 0)
            {
                long number = trials.Trials[folded].Number;
                if (number >= takesOverAt && !warm)
                {
                    WarmUp(folded);
                    warm = true;
                }

                if (number < takesOverAt || isOwn?.Invoke(number) == false)
                    continue;
            }

            gathered.Add(folded);
            if (gathered.Count < Current.Population)
                continue;
            Fold();
            if (restart != "none" && Current.IsOver)
                Restart(seed, sigma, restart == "bipop");
        }

        // Until a trial of this search has ended, earlier ones may still come in.
        if (takesOverAt > 0 && !warm)
            WarmUp(folded);
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
        (log, generation, folded, restarts, largeTrials, smallTrials, isSmall, warm) = (trials, trials.Generation, 0, 0, 0, 0, false, false);
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

    private void Fold()
    {
        // Failed trials rank last, pruned ones behind complete ones by their last report.
        int[] ranked = gathered.Exists(position => log!.Trials[position].Losses.Count > 1) ? BySeveral() : [.. gathered.OrderBy(Rank).ThenBy(Loss)];
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
        double loss = trial.Outcome == TrialOutcome.Complete ? trial.Losses[0] : trial.Steps is [.., var last] ? last.Loss : double.PositiveInfinity;
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
        int[] seen = [.. selected.Select(position => log.Codes(position)[parameter]).Where(code => !double.IsNaN(code)).Select(code => (int)code)];
        if (seen.Length == 0)
            return;
        for (int choice = 0; choice < probabilities.Length; choice++)
        {
            double share = (double)seen.Count(other => other == choice) / seen.Length;
            probabilities[choice] = ((1 - rate) * probabilities[choice]) + (rate * (((1 - Floor) * share) + (Floor * prior[choice])));
        }
    }

    private void Restart(ulong seed, double sigma, bool bipop)
    {
        restarts++;
        var random = new RandomStream(seed, (ulong)restarts, purpose: 0xC3A);
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
