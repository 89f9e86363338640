namespace ServerlessTuner.Core.Market;

/// <summary>Guesses the symbol from a file's name.</summary>
internal static class SymbolGuess
{
    private const string Codes = "EUR USD GBP JPY CHF AUD NZD CAD SEK NOK DKK PLN CZK HUF TRY ZAR MXN SGD HKD CNH XAU XAG BTC ETH";

    /// <summary>
    /// The first currency pair in the name (<c>DAT_ASCII_EURUSD_M1.csv</c> is <c>EURUSD</c>), else the name without folder and ending.
    /// </summary>
    public static string FromName(string name)
    {
        string file = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        string letters = file.ToUpperInvariant();
        for (int i = 0; i + 6 <= letters.Length; i++)
        {
            // EUR_USD and EUR-USD are written as well.
            int second = letters[i + 3] is '_' or '-' or '/' ? i + 4 : i + 3;
            if (second + 3 > letters.Length)
                break;
            string from = letters.Substring(i, 3), to = letters.Substring(second, 3);
            if (IsCode(from) && IsCode(to))
                return from + to;
        }

        int dot = file.IndexOf('.');
        return dot > 0 ? file[..dot] : file;
    }

    /// <summary>
    /// Whether a symbol is a pair of currencies, such as <c>EURUSD</c> or <c>EUR/USD.m</c>, whose pip size is known by rule.
    /// </summary>
    public static bool IsCurrencyPair(string symbol)
    {
        string letters = FromName(symbol.ToUpperInvariant().Replace('/', '_'));
        return letters.Length == 6 && IsCurrency(letters[..3]) && IsCurrency(letters[3..]);
    }

    // Metals and coins are quoted against currencies, but have pips of their own.
    private static bool IsCurrency(string letters) => IsCode(letters) && letters is not ("XAU" or "XAG" or "BTC" or "ETH");

    private static bool IsCode(string letters) => Codes.IndexOf(letters, StringComparison.Ordinal) is >= 0 and int at && at % 4 == 0;
}
