namespace ServerlessTuner.Core.Model.Text;

/// <summary>Guesses which known name somebody meant.</summary>
public static class Nearest
{
    /// <summary>
    /// The known name with the smallest optimal-string-alignment distance (insertions, deletions, substitutions and swaps
    /// of neighbours cost 1; case, underscores and hyphens are ignored), if that is at most a third of the length; ties go to the first.
    /// Null otherwise.
    /// </summary>
    public static string? Find(string name, IEnumerable<string> known)
    {
        string? best = null;
        int bestDistance = ((name.Length + 1) / 3) + 1;
        foreach (string candidate in known)
        {
            int distance = Distance(Normalised(name), Normalised(candidate));
            if (distance < bestDistance)
                (best, bestDistance) = (candidate, distance);
        }

        return best;
    }

    /// <summary>The end of a message about an unknown name: the nearest one, or all that are known.</summary>
    public static string Advice(string name, IReadOnlyCollection<string> known)
    {
        if (Find(name, known) is string nearest)
            return $"Did you mean {nearest}?";
        return known.Count switch
        {
            0 => "There are none to choose from.",
            1 => $"The only one is {known.First()}.",
            _ => $"Known are {string.Join(", ", known)}.",
        };
    }

    internal static int Distance(string left, string right)
    {
        int width = right.Length + 1;
        var cells = new int[(left.Length + 1) * width];
        for (int j = 0; j < width; j++)
            cells[j] = j;
        for (int i = 1; i <= left.Length; i++)
        {
            cells[i * width] = i;
            for (int j = 1; j < width; j++)
            {
                int above = ((i - 1) * width) + j;
                int cost = left[i - 1] == right[j - 1] ? 0 : 1;
                int best = Math.Min(Math.Min(cells[above] + 1, cells[(i * width) + j - 1] + 1), cells[above - 1] + cost);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    best = Math.Min(best, cells[above - width - 2] + 1);
                cells[(i * width) + j] = best;
            }
        }

        return cells[^1];
    }

    // min_trades, minTrades and min-trades are the same word.
    private static string Normalised(string name) =>
        name.Length > 100 ? name[..100] : name.ToUpperInvariant().Replace("_", string.Empty).Replace("-", string.Empty);
}
