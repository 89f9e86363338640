using System.CommandLine;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Cli.Commands;

/// <summary><c>tuner data inspect FILE</c> and <c>tuner data synth FILE</c>.</summary>
internal static class DataCommand
{
    public static Command Create() =>
        new("data", "Looks at market data, and makes some. Example: tuner data inspect eurusd.csv") { Inspect(), Synth() };

    private static Command Inspect()
    {
        var file = new Argument<string>("file") { Description = "A CSV file of bars, plain or gzip." };
        var command = new Command(
            "inspect", "Prints format, bars, range, interval, gaps and spreads. Example: tuner data inspect eurusd.csv") { file };
        command.SetAction((parsed, _) => ExitCodes.GuardAsync(
            async () =>
            {
                string path = parsed.GetValue(file)!;
                byte[] content;
                try
                {
                    content = await File.ReadAllBytesAsync(path);
                }
                catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
                {
                    throw new InvalidInputException(path, $"The file cannot be read: {fault.Message} Check the path.");
                }

                foreach (string line in DataInspection.Of(BarReader.Read(content, path), path).ToLines())
                    await Console.Out.WriteLineAsync(line);
                return ExitCodes.Done;
            },
            verbose: false));
        return command;
    }

    private static Command Synth()
    {
        var file = new Argument<string>("file") { Description = "The CSV file to write." };
        var symbol = new Option<string>("--symbol")
        {
            Description = "The symbol; decides the pip size.", DefaultValueFactory = _ => "EURUSD"
        };
        var bars = new Option<int>("--bars") { Description = "How many bars.", DefaultValueFactory = _ => 20_000 };
        var seed = new Option<ulong>("--seed")
        {
            Description = "The seed: the same seed gives the same bytes.", DefaultValueFactory = _ => 1
        };
        var minutes = new Option<int>("--interval-minutes") { Description = "Minutes per bar.", DefaultValueFactory = _ => 60 };
        var command = new Command(
            "synth",
            "Writes seeded, realistic bars. Example: tuner data synth eurusd.csv --bars 20000 --seed 7")
            {
                file, symbol, bars, seed, minutes
            };
        command.SetAction((parsed, _) => ExitCodes.GuardAsync(
            async () =>
            {
                int count = parsed.GetValue(bars);
                int interval = parsed.GetValue(minutes);
                if (count < 1)
                    throw new InvalidInputException("--bars", $"--bars is {count}, but must be 1 or more.", "Write --bars 20000.");
                if (interval is < 1 or > 1440)
                    throw new InvalidInputException(
                        "--interval-minutes",
                        $"--interval-minutes is {interval}, but must lie between 1 and 1440.", "Write 60 for hourly bars.");
                string path = parsed.GetValue(file)!;
                await using FileStream stream = File.Create(path);
                BarGenerator.WriteCsv(
                    new BarGeneratorOptions
                    {
                        Symbol = parsed.GetValue(symbol)!,
                        Bars = count,
                        Seed = parsed.GetValue(seed),
                        Interval = TimeSpan.FromMinutes(interval)
                    },
                    stream);
                await Console.Out.WriteLineAsync($"Wrote {count} bars to {path}.");
                return ExitCodes.Done;
            },
            verbose: false));
        return command;
    }
}
