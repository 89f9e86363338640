using System.Text;

namespace ServerlessTuner.Chaos.Tests;

/// <summary>Ways to damage what was written, by accident or on purpose.</summary>
internal static class Mutation
{
    /// <summary>One bit flipped, cut off, emptied, zeroed, a part lost or repeated.</summary>
    public static byte[] Damage(byte[] content, Random random)
    {
        if (content.Length == 0)
            return [(byte)random.Next(256)];
        byte[] damaged = [.. content];
        int at = random.Next(content.Length), length = random.Next(1, Math.Min(64, content.Length - at) + 1);
        switch (random.Next(8))
        {
            case 0:
                return damaged[..at];
            case 1 when content.AsSpan().ContainsAnyExcept((byte)0):
                return new byte[damaged.Length];
            case 2:
                return [];
            case 3:
                return [.. damaged[..at], .. damaged[(at + length)..]];
            case 4:
                return [.. damaged[..at], .. damaged.AsSpan(at, length), .. damaged[at..]];
            default:
                damaged[at] ^= (byte)(1 << random.Next(8));
                return damaged;
        }
    }

    /// <summary>A text with pieces put in, taken out, repeated and moved.</summary>
    public static string Mutate(string text, IReadOnlyList<string> pieces, Random random)
    {
        var mutant = new StringBuilder(text);
        for (int n = random.Next(1, 4); n > 0; n--)
        {
            int at = random.Next(mutant.Length + 1);
            switch (random.Next(10))
            {
                case 0 or 1:
                    mutant.Insert(at, pieces[random.Next(pieces.Count)]);
                    break;
                case 2:
                    mutant.Remove(at, Math.Min(random.Next(6), mutant.Length - at));
                    break;
                case 3 or 4:
                    int length = Math.Min(random.Next(30), mutant.Length - at);
                    mutant.Insert(random.Next(mutant.Length + 1), mutant.ToString(at, length));
                    break;
                case 5:
                    mutant.Insert(at, string.Concat(Enumerable.Repeat(pieces[random.Next(pieces.Count)], random.Next(200))));
                    break;
                default:
                    // Often still a number, but another one.
                    while (at < mutant.Length && !char.IsAsciiDigit(mutant[at]))
                        at++;
                    if (at < mutant.Length)
                        mutant[at] = "0123456789.-e"[random.Next(13)];
                    break;
            }
        }

        return mutant.ToString();
    }
}
