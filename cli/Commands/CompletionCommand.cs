using System.CommandLine;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Cli.Commands;

/// <summary><c>tuner completion SHELL</c>: a script that asks the command itself what may come next.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # tuner completion for bash: eval "$(tuner completion bash)", or put that line into ~/.bashrc.
        _tuner_complete() {
          local word="${COMP_WORDS[COMP_CWORD]}" IFS=$'\n'
          COMPREPLY=($(compgen -W "$(tuner "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "$word"))
          [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$word"))
        }
        complete -o filenames -F _tuner_complete tuner
        """;

    private const string Zsh = """
        # tuner completion for zsh: eval "$(tuner completion zsh)", or put that line into ~/.zshrc after compinit.
        _tuner_complete() {
          local -a found
          found=("${(@f)$(tuner "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          if [[ -n "${found[1]}" ]]; then compadd -a found; fi
          _files
        }
        compdef _tuner_complete tuner
        """;

    private const string PowerShell = """
        # tuner completion for PowerShell: tuner completion pwsh | Out-String | Invoke-Expression, or put that line into $PROFILE.
        Register-ArgumentCompleter -Native -CommandName tuner -ScriptBlock {
          param($word, $line, $position)
          tuner "[suggest:$position]" "$line" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
            [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
          }
        }
        """;

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or pwsh." };
        shell.CompletionSources.Add("bash", "zsh", "pwsh");
        var command = new Command(
            "completion",
            "Prints a script that completes commands and options in a shell. Example: eval \"$(tuner completion bash)\"") { shell };
        command.SetAction((parsed, _) => ExitCodes.GuardAsync(
            async () =>
            {
                string name = parsed.GetValue(shell)!;
                await Console.Out.WriteLineAsync(name switch
                {
                    "bash" => Bash,
                    "zsh" => Zsh,
                    "pwsh" or "powershell" => PowerShell,
                    _ => throw new InvalidInputException("shell", $"'{name}' is no known shell.", "Write bash, zsh or pwsh."),
                });
                return ExitCodes.Done;
            },
            verbose: false));
        return command;
    }
}
