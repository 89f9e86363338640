using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Market;

/// <summary>Joins and cuts bars as a study file asks.</summary>
public static class BarSelection
{
    /// <summary>
    /// The bars that <paramref name="spec"/> selects: from <c>From</c> on, before <c>To</c>, of these the last <c>LimitBars</c>;
    /// labelled with its symbol and pip size. Shares the columns where nothing is cut off.
    /// </summary>
    /// <exception cref="InvalidInputException">Nothing is selected, or the limit or the pip size makes no sense.</exception>
    public static Bars Apply(Bars bars, DataSpec spec)
    {
        Place place = Place.Field($"data.{spec.Symbol}");
        if (spec.LimitBars is { } limit && limit < 1)
            throw new InvalidInputException(place, BarProblems.BadLimit(spec.Symbol, limit));
        double pipSize = spec.PipSize ?? Bars.DefaultPipSize(spec.Symbol);
        if (!(pipSize > 0 && double.IsFinite(pipSize)))
            throw new InvalidInputException(place, BarProblems.BadPipSize(spec.Symbol, pipSize));

        int start = spec.From is { } from ? LowerBound(bars.Times, UtcTicks(from)) : 0;
        int end = spec.To is { } to ? LowerBound(bars.Times, UtcTicks(to)) : bars.Count;
        if (start >= end)
            throw new InvalidInputException(place, BarProblems.NothingSelected(spec.Symbol, bars, spec.From, spec.To));
        start = Math.Max(start, end - (spec.LimitBars ?? bars.Count));
        return bars.Labelled(spec.Symbol, pipSize).Slice(start, end - start);
    }

    /// <summary>The bars of several files, one after the other.</summary>
    /// <param name="parts">File names, for messages, and their bars; one or more.</param>
    /// <exception cref="InvalidInputException">A file does not start after the end of the one before it.</exception>
    public static Bars Concatenate(IReadOnlyList<(string Name, Bars Bars)> parts)
    {
        Bars first = parts[0].Bars;
        if (parts.Count == 1)
            return first;
        var problems = new List<InputProblem>();
        for (int i = 1; i < parts.Count; i++)
        {
            long before = parts[i - 1].Bars.Times[^1], start = parts[i].Bars.Times[0];
            if (start <= before)
                problems.Add(new InputProblem(Place.In(parts[i].Name), BarProblems.FilesOverlap(parts[i - 1].Name, before, start)));
        }

        if (problems.Count > 0)
            throw new InvalidInputException(problems);
        return new Bars(
            first.Symbol,
            first.PipSize,
            Join(bars => bars.Times),
            Join(bars => bars.Open),
            Join(bars => bars.High),
            Join(bars => bars.Low),
            Join(bars => bars.Close),
            Join(bars => bars.Volume),
            Join(bars => bars.Spread));

        T[] Join<T>(Func<Bars, T[]> column) => [.. parts.SelectMany(part => column(part.Bars))];
    }

    /// <summary>The first index whose time is not before <paramref name="ticks"/>.</summary>
    internal static int LowerBound(long[] times, long ticks)
    {
        int index = Array.BinarySearch(times, ticks);
        return index < 0 ? ~index : index;
    }

    private static long UtcTicks(DateTime time) => time.Kind == DateTimeKind.Local ? time.ToUniversalTime().Ticks : time.Ticks;
}
