namespace ServerlessTuner.Core.Studies.Reports.Pages;

/// <summary>The page with a place for data: what a report is made of.</summary>
public sealed class PageTemplate
{
    private readonly ReadOnlyMemory<byte> html;
    private readonly int place;

    /// <summary>Takes a page over.</summary>
    /// <param name="html">
    /// UTF-8, with an empty script element whose start tag is <c>&lt;script type="application/json" id="data"&gt;</c>.
    /// </param>
    /// <exception cref="ArgumentException">It has no place for data.</exception>
    public PageTemplate(ReadOnlyMemory<byte> html)
    {
        int at = html.Span.IndexOf(Place);
        if (at < 0)
            throw new ArgumentException("The page has no place for data.", nameof(html));
        (this.html, place) = (html, at + Place.Length);
    }

    /// <summary>What comes right before the data.</summary>
    internal static ReadOnlySpan<byte> Place => "<script type=\"application/json\" id=\"data\">"u8;

    /// <summary>Writes the page around data.</summary>
    /// <param name="target">Gets it.</param>
    /// <param name="data">
    /// JSON in which every <c>&lt;</c> is escaped, so that no text of a study can end the element. It is data to browsers, never script.
    /// </param>
    public void Write(Stream target, ReadOnlySpan<byte> data)
    {
        if (data.Contains((byte)'<'))
            throw new ArgumentException("The data could end its element.", nameof(data));
        target.Write(html.Span[..place]);
        target.Write(data);
        target.Write(html.Span[place..]);
    }

    /// <summary>The data of a page that <see cref="Write"/> wrote, or null where it is none.</summary>
    public static ReadOnlyMemory<byte>? DataOf(ReadOnlyMemory<byte> page)
    {
        int at = page.Span.IndexOf(Place);
        if (at < 0)
            return null;
        ReadOnlyMemory<byte> rest = page[(at + Place.Length)..];
        int end = rest.Span.IndexOf((byte)'<');
        return end > 0 ? rest[..end] : null;
    }
}
