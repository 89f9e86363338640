using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Studies.Tests.Results;

/// <summary>Rows for the tests of typed rows: every kind of value, texts with everything that CSV must quote, ties and failures.</summary>
internal static class Rows
{
    public static RowSchema Schema { get; } = new(
        [
            new RowColumn("kind", RowColumnType.Text),
            new RowColumn("count", RowColumnType.Integer),
            new RowColumn("rate", RowColumnType.Float),
            new RowColumn("on", RowColumnType.Boolean)
        ],
        ["score_B", "trades_B"],
        isFinal: false,
        hasOwnScore: false);

    /// <summary>Some trials, by number.</summary>
    public static IReadOnlyList<TrialRow> Make(int trials, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, trials).Select(trial => Make(trial, random))];
    }

    /// <summary>Writes trials as a chunk's artifact.</summary>
    public static byte[] Chunk(IEnumerable<TrialRow> trials, Goal goal)
    {
        var rows = new TrialRows(Schema);
        foreach (TrialRow row in trials)
            row.Numbers.ToArray().CopyTo(rows.Add(row.Trial, row.State, row.Score, row.Values, row.Failure));
        rows.Sort(goal);
        var stream = new MemoryStream();
        rows.WriteAsync(stream, CancellationToken.None).GetAwaiter().GetResult();
        return stream.ToArray();
    }

    /// <summary>Opens a chunk's artifact.</summary>
    public static RowFileReader Open(byte[] chunk) => new(new MemoryStream(chunk), "work/chunk-7.rows", "Evaluate it again.");

    /// <summary>All rows of a source, as text that can be compared.</summary>
    public static IReadOnlyList<string> Texts(IRowSource source)
    {
        var found = new List<string>();
        var block = new RowBlock(Schema);
        while (source.Read(block))
            found.AddRange(Texts(block));
        return found;
    }

    /// <summary>The rows of a block, as text that can be compared.</summary>
    public static IEnumerable<string> Texts(RowBlock block)
    {
        for (int row = 0; row < block.Count; row++)
        {
            var values = new List<string>();
            for (int i = 0; i < Schema.Parameters.Count; i++)
            {
                if (block.TryGetValue(row, i, out ParameterValue value))
                    values.Add($"{Schema.Parameters[i].Name}:{value.Kind}={value}");
            }

            yield return Text(
                block.Trial(row), block.State(row), block.Score(row), values, block.Numbers(row).ToArray(), block.Failure(row));
        }
    }

    /// <summary>A row as text that can be compared.</summary>
    public static string Text(TrialRow row) =>
        Text(
            row.Trial,
            row.State,
            row.Score,
            row.Values.Names.Select((name, i) => $"{name}:{row.Values.Values[i].Kind}={row.Values.Values[i]}"),
            row.Numbers,
            row.Failure);

    private static string Text(
        long trial, TrialOutcome state, double score, IEnumerable<string> values, IEnumerable<double> numbers, string? failure) =>
        $"{trial} {state} {score:R} [{string.Join(' ', values)}] [{string.Join(' ', numbers.Select(number => number.ToString("R")))}] "
            + $"{failure ?? "-"}";

    private static TrialRow Make(int trial, Random random)
    {
        string[] kinds = ["sma", "-foo", "a,b", "\"quoted\"", "", "zwölf 🜁", new string('x', 3000)];
        var names = new List<string>();
        var values = new List<ParameterValue>();
        void Add(string name, ParameterValue value)
        {
            // One in six is inactive.
            if (random.Next(6) == 0)
                return;
            names.Add(name);
            values.Add(value);
        }

        Add(
            "kind",
            random.Next(5) switch
            {
                0 => default, 1 => ParameterValue.OfJson("[1,2]"), _ => ParameterValue.Of(kinds[random.Next(kinds.Length)])
            });
        Add("count", ParameterValue.Of((long)random.Next(-5, 5)));
        Add("rate", ParameterValue.Of(random.NextDouble()));
        Add("on", ParameterValue.Of(random.Next(2) == 0));
        bool failed = random.Next(10) == 0;
        double score = failed ? double.NaN : random.Next(-3, 4);
        return new TrialRow(
            trial, failed
                ? TrialOutcome.Failed
                : TrialOutcome.Complete, score, new ParameterSet([.. names], [.. values]), [score, random.Next(100)], failed
                    ? $"no trades, {random.Next(40)}"
                    : null);
    }
}
