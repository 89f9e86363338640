using System.Text;
using System.Text.Json.Nodes;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Objectives;

namespace ServerlessTuner.Core.Studies.Programs;

/// <summary>
/// The command line of a trial: W&amp;B's <c>command</c> with every macro filled in, word by word as W&amp;B's agent does it.
/// </summary>
/// <remarks>
/// A macro that is a word of its own may become several words; inside a word only those stand for a text that are one word, and what is
/// unknown there stays as it is, for the shell or the program that understands it.
/// </remarks>
public static class ProgramCommand
{
    private static readonly string[] Usual = ["${env}", "${interpreter}", "${program}", "${args}"];

    /// <summary>The words of the command line; the first is what to start.</summary>
    public static IReadOnlyList<string> Words(ExternalSpec objective, ParameterSet values, CommandContext context)
    {
        JsonObject nested = ProgramValues.Nest(values, objective.Groups);
        var words = new List<string>();
        foreach (string word in objective.Command.Count > 0 ? objective.Command : Usual)
        {
            if (WholeMacro(word) is string macro && Expand(macro, objective, nested, context) is { } several)
                words.AddRange(several);
            else
                words.Add(Fill(word, objective, nested, context));
        }

        return words;
    }

    /// <summary>The same as one line for people, quoted as a POSIX shell reads it.</summary>
    public static string Line(IReadOnlyList<string> words) => string.Join(' ', words.Select(Quoted));

    private static string? WholeMacro(string word) =>
        CommandMacros.In(word) is var found && found.FirstOrDefault() is { Start: 0, Name: { } name, End: var end } && end == word.Length
            ? name
            : null;

    private static string Fill(string word, ExternalSpec objective, JsonObject values, CommandContext context)
    {
        StringBuilder? filled = null;
        int copied = 0;
        foreach ((int start, string name, int end) in CommandMacros.In(word))
        {
            if (Expand(name, objective, values, context) is not [var one])
                continue;
            filled ??= new StringBuilder();
            filled.Append(word, copied, start - copied).Append(one);
            copied = end;
        }

        return filled is null ? word : filled.Append(word, copied, word.Length - copied).ToString();
    }

    /// <summary>What a macro stands for, or null for one that is not known.</summary>
    private static IReadOnlyList<string>? Expand(string macro, ExternalSpec objective, JsonObject values, CommandContext context) =>
        macro switch
        {
            "env" => context.IsWindows ? [] : ["/usr/bin/env"],
            "interpreter" => [context.Interpreter],
            "program" => Program(objective.Program ?? string.Empty),
            "args" => [.. values.Select(value => $"--{value.Key}={PythonText.Of(value.Value)}")],
            "args_no_hyphens" => [.. values.Select(value => $"{value.Key}={PythonText.Of(value.Value)}")],
            "args_no_equals" => [.. values.SelectMany(value => new[] { $"--{value.Key}", PythonText.Of(value.Value) })],
            "args_no_boolean_flags" => [.. values.Select(Flag).OfType<string>()],
            "args_json" => [values.ToJsonString()],
            "args_json_file" => [context.ValuesFile],
            "args_append_hydra" => [.. values.Select(value => $"+{value.Key}={PythonText.Of(value.Value)}")],
            "args_override_hydra" => [.. values.Select(value => $"++{value.Key}={PythonText.Of(value.Value)}")],
            _ when CommandMacros.IsVariable(macro) => [context.Variable(macro[CommandMacros.Variable.Length..]) ?? string.Empty],
            _ => null,
        };

    // A truth is its flag alone, an untruth is left out.
    private static string? Flag(KeyValuePair<string, JsonNode?> value) =>
        value.Value is JsonValue one && one.TryGetValue(out bool truth)
            ? truth ? $"--{value.Key}" : null
            : $"--{value.Key}={PythonText.Of(value.Value)}";

    // "-m package.main" runs a module.
    private static string[] Program(string program) =>
        program.StartsWith("-m ", StringComparison.Ordinal) ? ["-m", program[3..].Trim()] : [program];

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "_-./=:,+@%".Contains(c, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
