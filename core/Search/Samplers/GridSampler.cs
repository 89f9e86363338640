using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search.Samplers;

/// <summary>Every point of the grid once, the last parameter varying fastest.</summary>
internal sealed class GridSampler : SamplerBase
{
    public static SamplerInfo Info { get; } = new(
        "grid", [], "Every combination of values once, the last parameter varying fastest.", [], _ => new GridSampler());

    public override ITrialSource Source(SearchSpace space, ulong seed) => new GridSource(space);

    public override string Explain(SearchSpace space, long? budget, int objectives) =>
        $"grid: all {space.GridSize ?? throw space.NoGrid():N0} combinations in the order of the study file, the last parameter varying "
            + $"fastest.";

    protected internal override ParameterSet? Suggest(Situation situation) => throw new NotSupportedException();

    protected override ParameterSet? Next(Situation situation)
    {
        long size = situation.Space.GridSize ?? throw situation.Space.NoGrid();
        Cursor cursor = situation.Cache.Get<Cursor>();
        if (cursor.Generation != situation.Log.Generation)
            (cursor.Generation, cursor.Next) = (situation.Log.Generation, 0);

        // Points tried are passed for good; points under way may fail, so they are passed for now only.
        while (cursor.Next < size && situation.Log.Contains(situation.Space.GridPoint(cursor.Next)))
            cursor.Next++;
        for (situation.Walked = Math.Max(situation.Walked, cursor.Next); situation.Walked < size; situation.Walked++)
        {
            ParameterSet point = situation.Space.GridPoint(situation.Walked);
            if (situation.IsUnused(point))
                return point;
        }

        return null;
    }

    private sealed class Cursor
    {
        public int Generation { get; set; } = -1;

        public long Next { get; set; }
    }

    private sealed class GridSource(SearchSpace space) : ITrialSource
    {
        public long? Count { get; } = space.GridSize ?? throw space.NoGrid();

        public ParameterSet At(long number) => space.GridPoint(number);
    }
}
