namespace ServerlessTuner.Core.Market;

/// <summary>Guesses the symbol from a file's name.</summary>
internal static class SymbolGuess
{
    private static readonly string[] Codes =
    [
        "EUR", "USD", "GBP", "JPY", "CHF", "AUD", "NZD", "CAD", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "TRY", "ZAR", "MXN", "SGD", "HKD", "CNH", "XAU", "XAG",
        "BTC", "ETH",
    ];

    /// <summary>The first currency pair in the name (<c>DAT_ASCII_EURUSD_M1.csv</c> is <c>EURUSD</c>), else the name without folder and ending.</summary>
    public static string FromName(string name)
    {
        string file = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        string letters = file.ToUpperInvariant();
        for (int i = 0; i + 6 <= letters.Length; i++)
        {
            // EUR_USD and EUR-USD are written as well.
            int second = letters[i + 3] is '_' or '-' or '/' ? i + 4 : i + 3;
            if (second + 3 <= letters.Length && IsCode(letters.AsSpan(i, 3)) && IsCode(letters.AsSpan(second, 3)))
                return string.Concat(letters.AsSpan(i, 3), letters.AsSpan(second, 3));
        }

        int dot = file.IndexOf('.');
        return dot > 0 ? file[..dot] : file;
    }

    private static bool IsCode(ReadOnlySpan<char> letters)
    {
        foreach (string code in Codes)
        {
            if (letters.SequenceEqual(code))
                return true;
        }

        return false;
    }
}
