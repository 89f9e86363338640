namespace ServerlessTuner.Core.Market;

/// <summary>What can be wrong with a row of a bar file: faults of one kind have one cause, and are listed a few times only.</summary>
internal enum BarFault
{
    /// <summary>Quotes that do not match.</summary>
    Quotes,

    /// <summary>Another number of fields than the header has.</summary>
    Fields,

    /// <summary>A time that cannot be read.</summary>
    Time,

    /// <summary>A field that is not a number.</summary>
    Number,

    /// <summary>A price that is not above 0.</summary>
    NotPositive,

    /// <summary>A negative number where none can be.</summary>
    Negative,

    /// <summary>A high below the low.</summary>
    Crossed,

    /// <summary>An open or close outside low to high.</summary>
    Outside,

    /// <summary>The time of the bar before.</summary>
    Doubled,

    /// <summary>A time before that of the bar before.</summary>
    Unordered,
}
