using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Studies.Reports.Metadata;

/// <summary>
/// A number that may be missing. A class, because the framework's code for nullable numbers would be compiled at each start: some
/// forty methods, for one small file.
/// </summary>
[JsonConverter(typeof(MetadataNumberConverter))]
internal sealed class MetadataNumber
{
    private MetadataNumber(double number, long? whole) => (Number, Whole) = (number, whole);

    /// <summary>The number.</summary>
    public double Number { get; }

    /// <summary>The same, where it is a whole one.</summary>
    public long? Whole { get; }

    /// <summary>A count, or null.</summary>
    public static MetadataNumber? Of(long? count) => count is long whole ? new MetadataNumber(whole, whole) : null;

    /// <summary>A number, or null.</summary>
    public static MetadataNumber? Of(double? number) => number is double known ? new MetadataNumber(known, null) : null;
}
