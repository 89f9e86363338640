namespace ServerlessTuner.Core.Market;

/// <summary>What a column of a file holds. The first six are also the places of the numbers within a row.</summary>
internal enum BarColumn : byte
{
    Open,
    High,
    Low,
    Close,
    Volume,
    Spread,
    Ignored,
    AskOpen,
    AskClose,
    Time,
    Date,
    TimeOfDay,
}
