using System.CommandLine;
using System.Globalization;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Cli.Commands;

/// <summary>Options that are whole numbers.</summary>
internal static class WholeNumber
{
    /// <summary>The number that is given, or null.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="option">The option.</param>
    /// <param name="example">A number to write, for the message.</param>
    /// <param name="least">The smallest number allowed.</param>
    /// <param name="most">The largest number allowed.</param>
    /// <exception cref="InvalidInputException">What is given is none, or out of range.</exception>
    public static long? Of(ParseResult parsed, Option<string?> option, long example, long least = 1, long most = long.MaxValue)
    {
        if (parsed.GetValue(option) is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value >= least && value <= most
            ? value
            : throw new InvalidInputException(
                option.Name,
                $"{option.Name} is '{text}', but must be a whole number from {least} to {most}.",
                $"Write {option.Name} {example}.");
    }
}
