using System.CommandLine;
using System.Globalization;
using System.Text;
using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Core.Learning.Labels;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Cli.Commands;

/// <summary><c>tuner predict DIR FILE…</c>: what the model of a finished study says of bars.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("dir") { Description = "The output folder of a finished run that trained models." };
        var files = new Argument<string[]>("files")
        {
            Description = "Bars, one file or pattern per symbol: SYMBOL=PATH, or PATH where the model has one symbol.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string?>("--out") { Description = "The CSV file to write. Default: standard output." };
        var command = new Command(
            "predict",
            "Prints probabilities and signals for each bar, by the best model of a study. Example: tuner predict runs/xgb new.csv")
            {
                folder, files, output
            };
        command.SetAction((parsed, cancellation) => ExitCodes.GuardAsync(
            async () =>
            {
                if (File.Exists(Path.Combine(parsed.GetValue(folder)!, PolicyCard.FileName)))
                {
                    await ActAsync(
                        parsed.GetValue(folder)!, parsed.GetValue(files)!, parsed.GetValue(output), cancellation);
                    return ExitCodes.Done;
                }

                ModelPackage model = ModelPackage.Of(ModelFolder.Read(parsed.GetValue(folder)!));
                IReadOnlyList<DataSpec> data = DataOf(
                    parsed.GetValue(files)!, model.Card.Symbols, [.. model.Card.Features.Select(feature => feature.Expression)]);
                LoadedData loaded = await MarketData.LoadAsync(
                    data, new FileDataSource(Environment.CurrentDirectory), new BarCache(), cancellation);
                await WriteAsync(parsed.GetValue(output), Table(model.Predict(loaded.Bars), model.Card.Labels), cancellation);
                return ExitCodes.Done;
            },
            verbose: false));
        return command;
    }

    // A policy that trades several symbols sees them all at once.
    private static async Task ActAsync(string folder, string[] files, string? output, CancellationToken cancellation)
    {
        string path = Path.Combine(folder, PolicyCard.FileName);
        PolicyPackage policy = PolicyPackage.Read(
            StudyText.Read(path), StudyText.Read(Path.Combine(folder, FinalPolicy.PolicyName)), path);
        if (!policy.NeedsMarket)
            throw new InvalidInputException(
                folder,
                $"The policy acts in {policy.Card.Environment}, which has no bars.",
                $"See its episodes with: tuner replay {folder}");
        IReadOnlyList<string> symbols = policy.Card.Symbols;
        DataSpec[] data = DataOf(files, symbols, symbols);
        LoadedData loaded = await MarketData.LoadAsync(
            data, new FileDataSource(Environment.CurrentDirectory), new BarCache(), cancellation);
        await WriteAsync(output, string.Concat(policy.Act(loaded.Bars).Select(static line => line + "\n")), cancellation);
    }

    private static DataSpec[] DataOf(string[] files, IReadOnlyList<string> symbols, IReadOnlyList<string> expressions)
    {
        var problems = new List<InputProblem>();
        var found = new Dictionary<string, DataSpec>(StringComparer.Ordinal);
        foreach (string file in files)
        {
            int sign = file.IndexOf('=', StringComparison.Ordinal);
            string symbol = sign > 0 ? file[..sign] : string.Empty, path = sign > 0 ? file[(sign + 1)..] : file;
            // A path may have the sign in it.
            if (symbols.Count == 1 && symbol != symbols[0])
                (symbol, path) = (symbols[0], file);
            if (!symbols.Contains(symbol))
                problems.Add(
                    new(
                        Place.Field(file),
                        symbol.Length == 0
                            ? "The file has no symbol, but the model was trained on several."
                            : $"The model was not trained on {symbol}.",
                        $"Write SYMBOL=PATH; its symbols are {string.Join(", ", symbols)}."));
            else if (path.Length == 0)
                problems.Add(new(Place.Field(file), $"There is no path after {symbol}=.", $"Write {symbol}=bars.csv."));
            else if (!found.TryAdd(symbol, new DataSpec(symbol, path)))
                problems.Add(
                    new(
                        Place.Field(file),
                        $"{symbol} has a file already: {found[symbol].Source}.",
                        "Give one file or pattern per symbol."));
        }

        // A feature may look at another symbol, which then must be there.
        string[] missing = [
            .. symbols.Where(symbol => !found.ContainsKey(symbol)
                && expressions.Any(expression => expression.Contains(symbol, StringComparison.Ordinal)))
        ];
        if (problems.Count == 0 && missing.Length > 0)
            problems.Add(
                new(
                    Place.Field(string.Join(' ', files)),
                    $"Features of the model look at {string.Join(" and ", missing)}, which no file is given for.",
                    $"Add {missing[0]}=PATH."));
        return problems.Count == 0
            ? [.. symbols.Where(found.ContainsKey).Select(symbol => found[symbol])]
            : throw new InvalidInputException(problems);
    }

    private static string Table(IReadOnlyList<SymbolPrediction> predictions, LabelRules labels)
    {
        bool both = labels.Classes == 3;
        var text = new StringBuilder(both ? "symbol,time,probability_long,probability_short,signal\n" : "symbol,time,probability,signal\n");
        foreach (SymbolPrediction one in predictions)
        {
            for (int bar = 0; bar < one.Bars.Count; bar++)
            {
                var time = new DateTime(one.Bars.Times[bar], DateTimeKind.Utc);
                text.Append(CultureInfo.InvariantCulture, $"{one.Bars.Symbol},{time:yyyy-MM-ddTHH:mm:ss.FFFFFFF}Z,");
                // Of two classes there is the probability of the second alone; of three, the first is to do nothing.
                foreach (double[] values in both ? one.Probabilities[1..] : one.Probabilities)
                    text.Append(CultureInfo.InvariantCulture, $"{values[bar]:R},");
                text.Append(CultureInfo.InvariantCulture, $"{one.Signals[bar]}\n");
            }
        }

        return text.ToString();
    }

    public static async Task WriteAsync(string? path, string table, CancellationToken cancellation)
    {
        if (path is null)
        {
            await Console.Out.WriteAsync(table);
            return;
        }

        try
        {
            await WholeFile.WriteAsync(Path.GetFullPath(path), Encoding.UTF8.GetBytes(table), cancellation);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidInputException("--out", $"The file '{path}' cannot be written: {fault.Message} Choose another path.");
        }
    }
}
