using System.Globalization;
using System.Runtime.CompilerServices;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Market;

/// <summary>Takes the rows of one file, however they were split into fields; keeps the good ones and explains the others.</summary>
internal sealed partial class BarCollector
{
    // How many problems of one kind are listed, and of a file in all; the rest is counted by kind.
    private const int MostAlike = 3, MostListed = 20;

    private const int NumberColumns = 6;
    private const NumberStyles NumberForm = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
    private readonly string file;
    private readonly BarLayout layout;
    private readonly List<InputProblem> problems = [];
    private readonly (int Count, int Listed, long Last)[] faults = new (int, int, long)[Enum.GetValues<BarFault>().Length];
    private readonly string[] texts = new string[NumberColumns];
    private readonly double[] numbers = new double[NumberColumns];
    private readonly double[][] columns = new double[NumberColumns][];
    private long[] times;
    private int count;
    private long lastTime = long.MinValue;
    private long problemCount;

    /// <summary>Creates a collector with room for <paramref name="capacity"/> bars; it grows where that was too few.</summary>
    public BarCollector(string file, BarLayout layout, int capacity)
    {
        this.file = file;
        this.layout = layout;

        // Rows fill every column from the start, so clearing them first would be in vain.
        times = GC.AllocateUninitializedArray<long>(capacity);
        for (int i = 0; i < NumberColumns; i++)
            columns[i] = GC.AllocateUninitializedArray<double>(capacity);
    }

    /// <summary>The most decimal places that a price was written with so far.</summary>
    public int Digits { get; private set; }

    /// <summary>Remembers that a price was written with so many decimal places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SeeDigits(int digits) => Digits = Math.Max(Digits, digits);

    /// <summary>Adds a bar, or returns false where it breaks a rule, which <see cref="AddRow"/> then explains.</summary>
    /// <param name="time">Bar-open time in ticks.</param>
    /// <param name="values">The six numbers in the order of <see cref="BarColumn"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe bool TryAdd(long time, double* values)
    {
        double open = values[0], high = values[1], low = values[2], close = values[3];

        // Written so that NaN fails; & instead of && because the branches are never taken in good data.
        bool valid = (time > lastTime) & (low > 0) & (high < double.PositiveInfinity) & (low <= open) & (open <= high) & (low <= close)
            & (close <= high) & (values[4] >= 0) & (values[5] >= 0);
        if (!valid)
            return false;
        int i = count;
        if (i == times.Length)
            Grow();
        count = i + 1;
        lastTime = time;
        times[i] = time;
        columns[0][i] = open;
        columns[1][i] = high;
        columns[2][i] = low;
        columns[3][i] = close;
        columns[4][i] = values[4];
        columns[5][i] = values[5];
        return true;
    }

    /// <summary>Adds a row given as texts, or notes everything that is wrong with it. An empty row is passed over.</summary>
    /// <param name="line">Line number, from 1.</param>
    /// <param name="fields">The fields, unquoted.</param>
    public unsafe void AddRow(long line, ReadOnlySpan<string> fields)
    {
        if (IsBlank(fields))
            return;
        if (fields.Length != layout.Columns.Length)
        {
            Report(line, BarFault.Fields, BarProblems.FieldCount(fields.Length, layout.Columns.Length, layout.HasHeader));
            return;
        }

        long before = problemCount;
        string timeText = ReadTime(line, fields, out long? time);
        bool numeric = ReadNumbers(line, fields);
        fixed (double* values = numbers)
        {
            if (problemCount == before && TryAdd(time!.Value, values))
                return;
        }

        if (numeric)
            ExplainNumbers(line);
        if (time is null)
            return;
        ExplainTime(line, time.Value, timeText);

        // The next row is compared with this one, so that one row out of place is one problem.
        lastTime = time.Value;
    }

    /// <summary>Notes a problem that is not one of a row's fields.</summary>
    public void Report(long line, BarFault fault, string message)
    {
        problemCount++;
        ref (int Count, int Listed, long Last) alike = ref faults[(int)fault];
        (alike.Count, alike.Last) = (alike.Count + 1, line);
        if (alike.Listed == MostAlike || problems.Count == MostListed)
            return;
        alike.Listed++;
        problems.Add(new InputProblem(Place.In(file, (int)line), message));
    }

    /// <summary>The bars collected.</summary>
    /// <exception cref="InvalidInputException">There were problems, or there are no bars.</exception>
    public Bars ToBars(string symbol)
    {
        for (int i = 0; i < faults.Length; i++)
        {
            (int all, int listed, long last) = faults[i];
            if (all > listed)
                problems.Add(new InputProblem(Place.In(file), BarProblems.More((BarFault)i, all - listed, last)));
        }

        if (problemCount > 0)
            throw new InvalidInputException(problems);
        if (count == 0)
            throw new InvalidInputException(file, BarProblems.NoBars);
        Resize(count);
        if (layout.SpreadInPoints)
            PointsToQuoteUnits(columns[(int)BarColumn.Spread], Digits);
        return new Bars(symbol, Bars.DefaultPipSize(symbol), times, columns[0], columns[1], columns[2], columns[3], columns[4], columns[5]);
    }

    private static bool IsBlank(ReadOnlySpan<string> fields)
    {
        foreach (string field in fields)
        {
            if (!string.IsNullOrWhiteSpace(field))
                return false;
        }

        return true;
    }

    private static void PointsToQuoteUnits(double[] spread, int digits)
    {
        // A division by an exact power of ten is correctly rounded: 9 points become the double that "0.00009" is read as.
        double points = 1;
        for (int i = 0; i < digits; i++)
            points *= 10;
        for (int i = 0; i < spread.Length; i++)
            spread[i] /= points;
    }

    private static int DecimalPlaces(string text)
    {
        int point = text.IndexOf('.');
        if (point < 0)
            return 0;
        int places = 0;
        while (point + 1 + places < text.Length && char.IsAsciiDigit(text[point + 1 + places]))
            places++;
        return places;
    }

    private void Grow() => Resize(Math.Max(1024, times.Length * 2));

    private void Resize(int size)
    {
        if (size == times.Length)
            return;
        Array.Resize(ref times, size);
        for (int i = 0; i < NumberColumns; i++)
            Array.Resize(ref columns[i], size);
    }
}
