using System.Globalization;
using System.Text;
using ServerlessTuner.Core.Model.Text;

namespace ServerlessTuner.Core.Studies.Reports;

/// <summary>Writes headings, sentences and tables.</summary>
internal sealed class Markdown
{
    private readonly StringBuilder text = new();

    /// <summary>A number for people: six significant digits.</summary>
    public static string Number(double value) => ReadableNumber.Of(value);

    /// <summary>A whole number with separators.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number of things: <c>1 trial</c>, <c>2 trials</c>.</summary>
    public static string Counted(long count, string thing) => ReadableNumber.Count(count, thing);

    /// <summary>A share in per cent; nothing has a negative share of something.</summary>
    public static string Percent(double share, int digits = 0) =>
        double.IsFinite(share) && share >= 0
            ? share.ToString($"P{digits}", CultureInfo.InvariantCulture).Replace(" ", string.Empty, StringComparison.Ordinal)
            : "none";

    public Markdown Heading(int level, string title)
    {
        text.Append('#', level).Append(' ').Append(Line(title)).Append("\n\n");
        return this;
    }

    /// <summary>A paragraph, which ends with an empty line.</summary>
    public Markdown Paragraph(string sentences)
    {
        text.Append(Line(sentences)).Append("\n\n");
        return this;
    }

    public Markdown Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        Row(header);
        Row([.. header.Select(_ => "---")]);
        foreach (IReadOnlyList<string> row in rows)
            Row(row);
        text.Append('\n');
        return this;
    }

    /// <summary>The whole text with a single line end at its end.</summary>
    public override string ToString() => text.ToString().TrimEnd('\n') + "\n";

    private void Row(IReadOnlyList<string> cells)
    {
        foreach (string cell in cells)
            text.Append("| ").Append(Line(cell).Replace("|", "\\|", StringComparison.Ordinal)).Append(' ');
        text.Append("|\n");
    }

    // Asked first, because the search for line ends is compiled when it is first used, and there are hardly ever any.
    private static string Line(string value)
    {
        foreach (char c in value)
        {
            if (c is < ' ' or '\u0085' or '\u2028' or '\u2029')
                return value.ReplaceLineEndings(" ");
        }

        return value;
    }
}
