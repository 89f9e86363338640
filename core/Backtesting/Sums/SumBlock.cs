using System.Diagnostics.CodeAnalysis;
using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Backtesting.Signals;

namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>Some signal rules of a batch, some groups of exits, and which trials they make.</summary>
internal sealed class SumBlock
{
    private readonly ExitPlace?[] places;
    private readonly bool[] uses;
    private readonly int[] soloTrials = [];
    private readonly int[] soloStarts = [];
    private readonly int[] ordinals;
    private int[][]? trialsIn;

    /// <summary>Sorts the trials of a block.</summary>
    /// <param name="batch">All trials.</param>
    /// <param name="firstRule">The first signal rule of the block.</param>
    /// <param name="plans">The rules from there on.</param>
    /// <param name="groups">Groups of exits.</param>
    /// <param name="firstGroup">The number of the first of them.</param>
    /// <param name="places">Where the exits of a batch are, null for those that are followed.</param>
    /// <param name="allAlone">Whether every trial is added up by itself.</param>
    public SumBlock(
        BacktestBatch batch, int firstRule, List<SignalPlan> plans, ExitGroup[] groups, int firstGroup, ExitPlace?[] places, bool allAlone)
    {
        (Batch, FirstRule, Rules, Groups, FirstGroup) = (batch, firstRule, plans.Count, groups, firstGroup);
        Plans = [.. plans];
        AllAlone = allAlone;
        this.places = places;
        uses = new bool[Rules * groups.Length];
        ordinals = new int[groups.Length];
        for (int i = 0; i < groups.Length; i++)
            ordinals[i] = groups[i].Lanes == 1 ? SingleGroups++ : LaneGroups++;
        var solos = new List<int>();
        int[] starts = new int[Rules + 1];
        for (int rule = 0; rule < Rules; rule++)
        {
            starts[rule] = solos.Count;
            foreach (int trial in batch.TrialsOf(firstRule + rule))
            {
                ExitPlace? place = places[batch.ExitOf[trial]];
                int group = (place?.Group ?? 0) - firstGroup;
                bool isHere = place is null ? firstGroup == 0 : (uint)group < (uint)groups.Length;
                if (isHere && (allAlone || place is null))
                    solos.Add(trial);
                if (isHere && place is not null)
                    uses[(rule * groups.Length) + group] = true;
            }
        }

        if (solos.Count == 0)
            return;
        starts[Rules] = solos.Count;
        (soloTrials, soloStarts) = ([.. solos], starts);
    }

    /// <summary>All trials.</summary>
    public BacktestBatch Batch { get; }

    /// <summary>The first signal rule of the block; within it rules are counted from 0.</summary>
    public int FirstRule { get; }

    /// <summary>How many rules there are.</summary>
    public int Rules { get; }

    /// <summary>The rules.</summary>
    public SignalPlan[] Plans { get; }

    /// <summary>The groups of exits.</summary>
    public ExitGroup[] Groups { get; }

    /// <summary>The number of the first group.</summary>
    public int FirstGroup { get; }

    /// <summary>How many groups have many lanes.</summary>
    public int LaneGroups { get; }

    /// <summary>How many groups consist of one rule.</summary>
    public int SingleGroups { get; }

    /// <summary>How many trials are added up each by itself.</summary>
    public int Solos => soloTrials.Length;

    /// <summary>Whether every trial is added up by itself.</summary>
    public bool AllAlone { get; }

    /// <summary>Whether a trial of a rule is in a group.</summary>
    public bool Uses(int rule, int group) => uses[(rule * Groups.Length) + group];

    /// <summary>The trials of a rule in a group.</summary>
    public ReadOnlySpan<int> TrialsIn(int rule, int group)
    {
        if (trialsIn is null)
            SortByGroup();
        return trialsIn[(rule * Groups.Length) + group];
    }

    [MemberNotNull(nameof(trialsIn))]
    private void SortByGroup()
    {
        trialsIn = new int[Rules * Groups.Length][];
        Array.Fill(trialsIn, []);
        for (int rule = 0; rule < Rules; rule++)
        {
            foreach (int trial in Batch.TrialsOf(FirstRule + rule))
            {
                if (PlaceOf(Batch.ExitOf[trial]) is ExitPlace place)
                {
                    ref int[] own = ref trialsIn[(rule * Groups.Length) + place.Group - FirstGroup];
                    own = [.. own, trial];
                }
            }
        }
    }

    /// <summary>The number of a group among those with many lanes, or among those of one rule.</summary>
    public int OrdinalOf(int group) => ordinals[group];

    /// <summary>Where the exits of a rule are looked up in this block; null if they are followed, or looked up in another one.</summary>
    public ExitPlace? PlaceOf(int exit) =>
        places[exit] is ExitPlace place && (uint)(place.Group - FirstGroup) < (uint)Groups.Length ? place : null;

    /// <summary>The number of a rule's first trial that is added up by itself, and the number after its last one.</summary>
    public (int First, int End) SolosOf(int rule) => Solos == 0 ? (0, 0) : (soloStarts[rule], soloStarts[rule + 1]);

    /// <summary>The trial that has number <paramref name="solo"/> of those added up each by itself.</summary>
    public int TrialOf(int solo) => soloTrials[solo];
}
