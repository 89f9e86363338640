using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files.Options;

/// <summary>The options about market data.</summary>
internal static class DataOptions
{
    /// <summary>
    /// <c>--data SYMBOL=PATH</c>: replaces the file's data of that symbol; adds a symbol only where the file has no data.
    /// </summary>
    public static readonly StudyOption Data = new(
        "data",
        OptionForm.Repeated,
        "A symbol's data, as EURUSD=eurusd.csv; replaces the file's data of that symbol. A file without data takes any. May be repeated.",
        static (root, given, problems) =>
        {
            // A file that lists its symbols means these: another one is a slip, and would be traded beside the one that was meant.
            string[] listed = [.. root.Find(StudyFields.Data.Name)?.Members.Select(member => member.Name) ?? []];
            foreach (OptionText entry in given)
                Apply(root, entry, listed, problems);
        });

    /// <summary><c>--limit-bars</c>: replaces every limit of the file.</summary>
    public static readonly StudyOption LimitBars = new StudyOption(
        "limit-bars",
        OptionForm.Value,
        StudyFields.LimitBars.Summary,
        static (root, given, _) =>
        {
            root.Set(StudyFields.LimitBars.Name, given[^1].Node());
            foreach (NodeMember member in root.Find(StudyFields.Data.Name)?.Members ?? [])
                member.Node.Remove(StudyFields.LimitBars.Name);
        }).ForServices();

    private static void Apply(StudyNode root, OptionText entry, string[] listed, ProblemList problems)
    {
        int equals = entry.Text.IndexOf('=');
        if (equals < 1 || equals == entry.Text.Length - 1)
        {
            problems.Add(
                entry.Option.Place,
                "data",
                $"data is '{entry.Text}', but must be a symbol and a path.",
                "For example: --data EURUSD=eurusd.csv.");
            return;
        }

        (string symbol, string path) = (entry.Text[..equals], entry.Text[(equals + 1)..]);
        if (DataReader.IsSymbol(symbol) && listed.Length > 0 && !listed.Contains(symbol))
        {
            problems.Add(
                entry.Option.Place,
                "data",
                $"data has no symbol {symbol}. {Nearest.Advice(symbol, listed)}",
                $"To trade {symbol} as well, write it into the study file: data: {{{symbol}: {path}}}.");
            return;
        }

        StudyNode data = root.Section(StudyFields.Data.Name, entry.Option.Place);
        var node = StudyNode.Scalar(entry.Option.Place, path, plain: false);
        if (data.Find(symbol) is { Kind: NodeKind.Mapping } item)
        {
            item.Remove(DataFields.Synth.Name);
            item.Set(DataFields.DataPath.Name, node);
        }
        else
        {
            data.Set(symbol, node);
        }
    }
}
