using System.Buffers;

namespace ServerlessTuner.Core.Studies.Programs;

/// <summary>The macros of a W&amp;B command.</summary>
internal static class CommandMacros
{
    /// <summary>Begins the macro that takes the name of an environment variable.</summary>
    public const string Variable = "envvar:";

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    /// <summary>All that are known, as they are listed for people.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "env", "interpreter", "program", "args", "args_no_hyphens", "args_no_equals", "args_no_boolean_flags", "args_json",
        "args_json_file", "args_append_hydra", "args_override_hydra", Variable + "NAME",
    ];

    /// <summary>Whether a name between <c>${</c> and <c>}</c> is a macro.</summary>
    public static bool IsKnown(string name) =>
        All.Contains(name) || IsVariable(name);

    /// <summary>Whether a name is <c>envvar:</c> with the name of a variable.</summary>
    public static bool IsVariable(string name) =>
        name.StartsWith(Variable, StringComparison.Ordinal)
        && name.Length > Variable.Length
        && !char.IsAsciiDigit(name[Variable.Length])
        && name.AsSpan(Variable.Length).IndexOfAnyExcept(NameCharacters) < 0;

    /// <summary>The macros in a word: where each starts, its name, and where the text behind it begins.</summary>
    public static IEnumerable<(int Start, string Name, int End)> In(string word)
    {
        int start = 0;
        while ((start = word.IndexOf("${", start, StringComparison.Ordinal)) >= 0)
        {
            int end = word.IndexOf('}', start);
            if (end < 0)
                yield break;
            yield return (start, word[(start + 2)..end], end + 1);
            start = end + 1;
        }
    }
}
