using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search.Samplers;

/// <summary>
/// NSGA-II (Deb et al., 2002) for several objectives: generations of fixed size; parents are the best of the last parents and
/// their children by non-domination and crowding, chosen by tournament; numbers cross by simulated binary crossover (η = 15)
/// and mutate polynomially (η = 20), categories swap and are drawn anew. A generation is any <c>population</c> finished trials in
/// the order of their numbers, so enqueued and late trials take part.
/// </summary>
internal sealed class NsgaSampler(int population) : SamplerBase
{
    private const double CrossoverShape = 15, MutationShape = 20, CrossoverProbability = 0.9;

    public static SamplerInfo Info { get; } = new(
        "nsga2",
        [],
        "Genetic search for the Pareto front of several objectives.",
        [Setting.Integer("population", 30, "Trials per generation.", min: 4, max: 10_000)],
        values => new NsgaSampler(values.Integer("population")));

    public override string Explain(SearchSpace space, long? budget, int objectives) =>
        $"nsga2: genetic search for the Pareto front in generations of {population}.";

    protected internal override ParameterSet? Suggest(Situation situation)
    {
        Generations state = situation.Cache.Get<Generations>();
        state.Sync(situation, population);
        RandomStream random = situation.Random();
        if (state.Parents.Count < 2)
            return SobolSampler.Point(situation.Cache.Get<SobolSampler.Sequences>().For(situation), situation.Space, situation.Number);
        double[] left = situation.Log.Codes(state.Tournament(ref random)), right = situation.Log.Codes(state.Tournament(ref random));
        return situation.Log.Encoding.Decode(
            Mutate(Cross(left, right, situation.Log.Encoding, ref random), situation.Log.Encoding, ref random));
    }

    private static double[] Cross(double[] left, double[] right, Encoding encoding, ref RandomStream random)
    {
        var child = new double[left.Length];
        bool crosses = random.NextDouble() < CrossoverProbability;
        for (int i = 0; i < child.Length; i++)
        {
            double swap = random.NextDouble(), unit = random.NextOpen(), side = random.NextDouble();
            child[i] = left[i];
            if (double.IsNaN(left[i]) || double.IsNaN(right[i]))
                child[i] = double.IsNaN(left[i]) ? right[i] : left[i];
            else if (crosses && encoding.Axes[i].Kind is AxisKind.Category)
                child[i] = swap < 0.5 ? left[i] : right[i];
            else if (crosses && swap < 0.5)
                child[i] = Spread(left[i], right[i], unit, side < 0.5);
        }

        return child;
    }

    private static double Spread(double left, double right, double unit, bool first)
    {
        double power = 1 / (CrossoverShape + 1);
        double beta = unit < 0.5 ? Power(2 * unit, power) : Power(1 / (2 * (1 - unit)), power);
        double child = 0.5 * (left + right + ((first ? -beta : beta) * (right - left)));
        return Math.Clamp(child, 0, 1);
    }

    private static double[] Mutate(double[] child, Encoding encoding, ref RandomStream random)
    {
        double probability = 1.0 / child.Length;
        for (int i = 0; i < child.Length; i++)
        {
            Axis axis = encoding.Axes[i];
            double pick = random.NextDouble(), unit = random.NextOpen();
            if (double.IsNaN(child[i]))
            {
                // Neither parent had it, but the child's other values may activate it.
                child[i] = axis.Kind == AxisKind.Category ? Math.Floor(unit * axis.Levels!.Value) : unit;
            }
            else if (pick < probability && axis.Kind == AxisKind.Category)
            {
                child[i] = Math.Floor(unit * axis.Levels!.Value);
            }
            else if (pick < probability && axis.Kind != AxisKind.Constant)
            {
                double power = 1 / (MutationShape + 1);
                double change = unit < 0.5 ? Power(2 * unit, power) - 1 : 1 - Power(2 * (1 - unit), power);
                child[i] = Math.Clamp(child[i] + change, 0, 1);
            }
        }

        return child;
    }

    private static double Power(double x, double exponent) => PortableMath.Exp(exponent * PortableMath.Log(x));

    /// <summary>The parents after each full generation of the history.</summary>
    private sealed class Generations
    {
        private int generation = -1;
        private int seen;
        private readonly List<int> gathered = [];
        private readonly List<int> ranks = [];

        /// <summary>Positions in the history, the best first.</summary>
        public List<int> Parents { get; private set; } = [];

        public void Sync(Situation situation, int size)
        {
            TrialLog log = situation.Log;
            if (generation != log.Generation)
            {
                (generation, seen, Parents) = (log.Generation, 0, []);
                gathered.Clear();
            }

            for (; seen < log.Trials.Count; seen++)
            {
                FinishedTrial trial = log.Trials[seen];
                if (trial.Outcome != TrialOutcome.Complete || trial.Losses.Count < situation.Request.Objectives)
                    continue;
                gathered.Add(seen);
                if (gathered.Count < size)
                    continue;
                Parents = ParetoRanking.Best([.. Parents, .. gathered], position => log.Trials[position].Losses, size);
                gathered.Clear();
                ranks.Clear();
            }

            if (ranks.Count == 0 && Parents.Count > 0)
                Rank(log);
        }

        // Best() puts whole fronts in order, but within one keeps the order given; a tournament also asks for crowding.
        private void Rank(TrialLog log)
        {
            int[] fronts = ParetoRanking.Fronts([.. Parents.Select(position => log.Trials[position].Losses)]);
            var crowding = new double[Parents.Count];
            foreach (IGrouping<int, int> front in Enumerable.Range(0, Parents.Count).GroupBy(i => fronts[i]))
            {
                int[] members = [.. front];
                double[] distances = ParetoRanking.Crowding([.. members.Select(i => log.Trials[Parents[i]].Losses)]);
                for (int k = 0; k < members.Length; k++)
                    crowding[members[k]] = distances[k];
            }

            int[] order = [
                .. Enumerable.Range(0, Parents.Count).OrderBy(i => fronts[i]).ThenByDescending(i => crowding[i]).ThenBy(i => Parents[i])
            ];
            Parents = [.. order.Select(i => Parents[i])];
            ranks.AddRange(order);
        }

        /// <summary>The better of two random parents.</summary>
        public int Tournament(ref RandomStream random) => Parents[Math.Min(random.NextInt(Parents.Count), random.NextInt(Parents.Count))];
    }
}
