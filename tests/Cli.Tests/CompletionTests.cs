using ServerlessTuner.Cli.Tests.Support;

namespace ServerlessTuner.Cli.Tests;

public sealed class CompletionTests : IDisposable
{
    private readonly TunerCommand tuner = new();

    [Theory]
    [InlineData("tuner va", "validate")]
    [InlineData("tuner run study.yaml --top", "--top-k")]
    [InlineData("tuner data in", "inspect")]
    [InlineData("tuner completion ba", "bash")]
    public async Task Bash_PartOfALine_IsCompleted(string line, string expected)
    {
        string script = $$"""
            tuner() { local IFS=' '; $TUNER "$@"; }
            eval "$(tuner completion bash)"
            COMP_LINE='{{line}}' COMP_POINT={{line.Length}} COMP_WORDS=({{line}}) COMP_CWORD={{line.Split(' ').Length - 1}}
            _tuner_complete
            printf '%s\n' "${COMPREPLY[@]}"
            """;

        Ended ended = await tuner.ShellAsync(script);

        Assert.Equal((0, expected), (ended.Code, ended.Output.Trim()));
    }

    [Fact]
    public async Task Completion_UnknownShell_SaysWhichAreKnown() =>
        Assert.Equal(
            new Ended(2, string.Empty, "shell: 'fish' is no known shell. Write bash, zsh or pwsh.\n"),
            await tuner.RunAsync("completion", "fish"));

    public void Dispose() => tuner.Dispose();
}
