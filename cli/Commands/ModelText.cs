using System.Globalization;
using System.Text;
using ServerlessTuner.Core.Service.Models;

namespace ServerlessTuner.Cli.Commands;

/// <summary>A registered model as a few lines for people.</summary>
internal static class ModelText
{
    private static readonly string[] Shown = ["val/sharpe", "val/logloss", "val/auc", "gap", "holdout/sharpe"];

    /// <summary>The lines.</summary>
    /// <param name="model">The model.</param>
    /// <param name="history">Whether its history belongs to them.</param>
    public static string Of(ModelView model, bool history)
    {
        var text = new StringBuilder();
        foreach (ModelVersion version in model.Versions)
        {
            string aliases = string.Join(' ', model.Aliases.Where(pair => pair.Value == version.Number).Select(pair => pair.Key));
            string metrics = string.Join(
                "  ",
                Shown.Where(version.Metrics.ContainsKey).Select(
                    name => string.Create(CultureInfo.InvariantCulture, $"{name} {version.Metrics[name]:0.####}")));
            text.Append(
                CultureInfo.InvariantCulture,
                $"{model.Name,-16} {version.Number,3}  {version.Model,-9} {aliases,-16} trial {version.Trial} of {version.Study}  "
                    + $"{metrics}")
                .Append('\n');
        }

        foreach (ModelEventView entry in history ? model.History : [])
        {
            string what = entry.Change switch
            {
                ModelChange.Added => $"added version {entry.Version}",
                ModelChange.Moved => $"set {entry.Alias} from {entry.From?.ToString(CultureInfo.InvariantCulture) ?? "nothing"} to "
                    + $"{entry.To}",
                _ => $"set {entry.Alias} back from {entry.From} to {entry.To}",
            };
            text.Append(CultureInfo.InvariantCulture, $"  {entry.Time:yyyy-MM-dd HH:mm:ss}Z  {entry.By}  {what}")
                .Append(entry.Require is null ? string.Empty : $"  (required: {entry.Require})").Append('\n');
        }

        return text.ToString();
    }
}
