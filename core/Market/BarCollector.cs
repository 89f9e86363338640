using System.Globalization;
using System.Runtime.CompilerServices;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Market;

/// <summary>Takes the rows of one file, however they were split into fields; keeps the good ones and explains the others.</summary>
internal sealed class BarCollector
{
    /// <summary>How many problems of one file are listed; the rest is counted.</summary>
    public const int MaxProblems = 20;

    private const int NumberColumns = 6;
    private const NumberStyles NumberForm = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
    private readonly string file;
    private readonly BarLayout layout;
    private readonly List<InputProblem> problems = [];
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
            Report(line, BarProblems.FieldCount(fields.Length, layout.Columns.Length, layout.HasHeader));
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
    public void Report(long line, string message)
    {
        if (problemCount++ < MaxProblems)
            problems.Add(new InputProblem(Place.In(file, (int)line), message));
    }

    /// <summary>The bars collected.</summary>
    /// <exception cref="InvalidInputException">There were problems, or there are no bars.</exception>
    public Bars ToBars(string symbol)
    {
        if (problemCount > MaxProblems)
            problems.Add(new InputProblem(Place.In(file), BarProblems.More(problemCount - MaxProblems)));
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

    private string ReadTime(long line, ReadOnlySpan<string> fields, out long? time)
    {
        int column = layout.IndexOf(BarColumn.Time);
        string text;
        bool readable;
        long ticks;
        Span<byte> buffer = stackalloc byte[80];
        if (column >= 0)
        {
            text = fields[column].Trim(' ', '\t');
            readable = TryAscii(text, buffer, out ReadOnlySpan<byte> ascii) & BarTime.TryParse(ascii, out ticks);
        }
        else
        {
            string date = fields[layout.IndexOf(BarColumn.Date)].Trim(' ', '\t');
            string ofDay = fields[layout.IndexOf(BarColumn.TimeOfDay)].Trim(' ', '\t');
            text = $"{date} {ofDay}";
            readable = TryAscii(date, buffer[..40], out ReadOnlySpan<byte> dateAscii) & TryAscii(
                ofDay, buffer[40..], out ReadOnlySpan<byte> ofDayAscii)
                & BarTime.TryParse(dateAscii, ofDayAscii, out ticks);
        }

        time = readable ? ticks : null;
        if (!readable)
            Report(line, BarProblems.UnreadableTime(text));
        return text;
    }

    private static bool TryAscii(string text, Span<byte> buffer, out ReadOnlySpan<byte> ascii)
    {
        ascii = default;
        if (text.Length > buffer.Length || !System.Text.Ascii.IsValid(text))
            return false;
        ascii = buffer[..System.Text.Encoding.ASCII.GetBytes(text, buffer)];
        return true;
    }

    private bool ReadNumbers(long line, ReadOnlySpan<string> fields)
    {
        bool numeric = true;
        Array.Clear(numbers);
        for (int i = 0; i < fields.Length; i++)
        {
            BarColumn column = layout.Columns[i];
            if (column is BarColumn.AskOpen or BarColumn.AskClose)
            {
                numeric &= ReadAsk(line, column, fields);
                continue;
            }

            if (column > BarColumn.Spread)
                continue;
            string text = fields[i].Trim(' ', '\t');
            texts[(int)column] = text;

            // Sources without volume leave the field empty; a missing price or cost is never guessed.
            if (text.Length == 0 && column == BarColumn.Volume)
                continue;
            if (!double.TryParse(text, NumberForm, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number))
            {
                Report(line, BarProblems.NotANumber(column, text));
                numeric = false;
            }

            numbers[(int)column] = number;
            if (column <= BarColumn.Close)
                SeeDigits(DecimalPlaces(text));
        }

        return numeric;
    }

    // In decimals, so that 1.31937 − 1.31927 is the double that "0.0001" is read as.
    private bool ReadAsk(long line, BarColumn column, ReadOnlySpan<string> fields)
    {
        string ask = fields[layout.IndexOf(column)].Trim(' ', '\t');
        string bid = fields[layout.IndexOf(column == BarColumn.AskOpen ? BarColumn.Open : BarColumn.Close)].Trim(' ', '\t');
        bool readable = decimal.TryParse(ask, NumberForm, CultureInfo.InvariantCulture, out decimal high);
        if (!readable)
            Report(line, BarProblems.NotANumber(column, ask));
        else if (decimal.TryParse(bid, NumberForm, CultureInfo.InvariantCulture, out decimal low))
            numbers[(int)BarColumn.Spread] = (double)(high - low);
        texts[(int)BarColumn.Spread] = $"{ask} − {bid}";
        return readable;
    }

    private void ExplainNumbers(long line)
    {
        bool positive = true;
        for (BarColumn column = BarColumn.Open; column <= BarColumn.Close; column++)
        {
            if (numbers[(int)column] <= 0)
            {
                Report(line, BarProblems.NotPositive(column, texts[(int)column]));
                positive = false;
            }
        }

        double high = numbers[(int)BarColumn.High], low = numbers[(int)BarColumn.Low];
        if (positive && high < low)
        {
            Report(line, BarProblems.HighBelowLow(texts[(int)BarColumn.High], texts[(int)BarColumn.Low]));
        }
        else if (positive)
        {
            ExplainRange(line, BarColumn.Open);
            ExplainRange(line, BarColumn.Close);
        }

        for (BarColumn column = BarColumn.Volume; column <= BarColumn.Spread; column++)
        {
            if (numbers[(int)column] < 0)
                Report(line, BarProblems.Negative(column, texts[(int)column]));
        }
    }

    private void ExplainRange(long line, BarColumn column)
    {
        double price = numbers[(int)column];
        if (price < numbers[(int)BarColumn.Low] || price > numbers[(int)BarColumn.High])
            Report(line, BarProblems.OutsideRange(column, texts[(int)column], texts[(int)BarColumn.Low], texts[(int)BarColumn.High]));
    }

    private void ExplainTime(long line, long time, string text)
    {
        if (time == lastTime)
            Report(line, BarProblems.DoubledTime(text));
        else if (time < lastTime)
            Report(line, BarProblems.UnorderedTime(text, lastTime));
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
