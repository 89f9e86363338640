using System.Globalization;

namespace ServerlessTuner.Core.Market;

/// <content>Reads rows that were split into texts, and explains what is wrong with them.</content>
internal sealed partial class BarCollector
{
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
            Report(line, BarFault.Time, BarProblems.UnreadableTime(text));
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
                Report(line, BarFault.Number, BarProblems.NotANumber(column, text));
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
            Report(line, BarFault.Number, BarProblems.NotANumber(column, ask));
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
                Report(line, BarFault.NotPositive, BarProblems.NotPositive(column, texts[(int)column]));
                positive = false;
            }
        }

        double high = numbers[(int)BarColumn.High], low = numbers[(int)BarColumn.Low];
        if (positive && high < low)
        {
            Report(line, BarFault.Crossed, BarProblems.HighBelowLow(texts[(int)BarColumn.High], texts[(int)BarColumn.Low]));
        }
        else if (positive)
        {
            ExplainRange(line, BarColumn.Open);
            ExplainRange(line, BarColumn.Close);
        }

        for (BarColumn column = BarColumn.Volume; column <= BarColumn.Spread; column++)
        {
            if (numbers[(int)column] < 0)
                Report(line, BarFault.Negative, BarProblems.Negative(column, texts[(int)column]));
        }
    }

    private void ExplainRange(long line, BarColumn column)
    {
        double price = numbers[(int)column];
        if (price < numbers[(int)BarColumn.Low] || price > numbers[(int)BarColumn.High])
        {
            string text = texts[(int)column], low = texts[(int)BarColumn.Low], high = texts[(int)BarColumn.High];
            Report(line, BarFault.Outside, BarProblems.OutsideRange(column, text, low, high));
        }
    }

    private void ExplainTime(long line, long time, string text)
    {
        if (time == lastTime)
            Report(line, BarFault.Doubled, BarProblems.DoubledTime(text));
        else if (time < lastTime)
            Report(line, BarFault.Unordered, BarProblems.UnorderedTime(text, lastTime));
    }
}
