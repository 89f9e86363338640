using System.Globalization;
using System.Text;

namespace ServerlessTuner.Bench;

/// <summary>The quality of samplers as Markdown: medians, targets, and mean ranks.</summary>
internal sealed class SamplerTable(SamplerRuns runs, string[] samplers, int seeds, int trials, int batch)
{
    public string Write(IReadOnlyList<SamplerFunction> functions)
    {
        var text = new StringBuilder();
        text.AppendLine("# How good the samplers are").AppendLine();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Median over {seeds} seeds of the best true value after {trials / 2} → {trials} "
                + $"trials{(batch > 1 ? $", proposed in batches of {batch}" : string.Empty)}; lower is better.");
        foreach (string sampler in samplers)
        {
            int[] counts = [.. functions.Select(function => runs.Count(function.Name, sampler, seeds))];
            if (counts.Min() < seeds)
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"Of `{sampler}` the medians are over "
                        + $"{(counts.Min() == counts.Max() ? $"{counts.Min()}" : $"{counts.Min()} to {counts.Max()}")} seeds, by "
                            + $"function.");
        }

        text.AppendLine(
            "With noise the sampler sees noisy values, and the table shows the true value of the trial that looked best.").AppendLine();
        text.AppendLine("    dotnet run --project bench -c Release -- samplers --runs runs.csv --table bench/samplers.md").AppendLine();
        text.AppendLine(
            "Targets are those of the issue that asked for the samplers; ✓ where `auto` reaches both, ✗ where not.").AppendLine();
        SamplerFunction[] known = [.. functions.Where(function => function.Target is not null)],
            further = [.. functions.Where(function => function.Target is null)];
        if (known.Length > 0)
        {
            Head(text, " to reach |");
            foreach (SamplerFunction function in known)
            {
                Row(text, function);
                (double half, double full) = function.Target!.Value;
                text.AppendLine(CultureInfo.InvariantCulture, $" ≤ {Show(half)} → {Show(full)}{Mark(function)} |");
            }

            text.AppendLine();
        }

        if (further.Length > 0)
        {
            text.AppendLine("Further functions, shifted, rotated, in more dimensions, mixed, noisy, and backtests:").AppendLine();
            Head(text, string.Empty);
            foreach (SamplerFunction function in further)
            {
                Row(text, function);
                text.AppendLine();
            }

            text.AppendLine();
        }

        Ranks(text, functions);
        return text.ToString();
    }

    private void Head(StringBuilder text, string more)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"| function | {string.Join(" | ", samplers)} |{more}");
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"| --- |{string.Concat(samplers.Select(_ => " --- |"))}{(more.Length > 0 ? " --- |" : string.Empty)}");
    }

    private void Row(StringBuilder text, SamplerFunction function)
    {
        text.Append(CultureInfo.InvariantCulture, $"| {function.Name} |");
        double least = samplers.Min(sampler => runs.Median(function.Name, sampler, seeds).Full);
        foreach (string sampler in samplers)
        {
            (double half, double full) = runs.Median(function.Name, sampler, seeds);
            text.Append(CultureInfo.InvariantCulture, $" {Show(half)} → {(full == least ? $"**{Show(full)}**" : Show(full))} |");
        }
    }

    private string Mark(SamplerFunction function)
    {
        if (!samplers.Contains("auto"))
            return string.Empty;
        (double half, double full) = runs.Median(function.Name, "auto", seeds);
        return half <= function.Target!.Value.Half && full <= function.Target.Value.Full ? " ✓" : " ✗";
    }

    private void Ranks(StringBuilder text, IReadOnlyList<SamplerFunction> functions)
    {
        if (samplers.Length < 2)
            return;
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Mean rank over all {functions.Count} functions by median (1 is best, ties share), and on how many a sampler is best or "
                + $"ties:").AppendLine();
        Head(text, string.Empty);
        Line($"after {trials / 2} trials", best => best.Half);
        Line($"after {trials} trials", best => best.Full);

        void Line(string name, Func<(double Half, double Full), double> which)
        {
            var ranks = new double[samplers.Length];
            var wins = new int[samplers.Length];
            foreach (SamplerFunction function in functions)
            {
                double[] values = [.. samplers.Select(sampler => which(runs.Median(function.Name, sampler, seeds)))];
                for (int i = 0; i < values.Length; i++)
                {
                    ranks[i] += 1 + values.Count(value => value < values[i]) + (0.5 * (values.Count(value => value == values[i]) - 1));
                    wins[i] += values[i] == values.Min() ? 1 : 0;
                }
            }

            text.Append(CultureInfo.InvariantCulture, $"| {name} |");
            for (int i = 0; i < samplers.Length; i++)
                text.Append(CultureInfo.InvariantCulture, $" {ranks[i] / functions.Count:F2} ({wins[i]}) |");
            text.AppendLine();
        }
    }

    private static string Show(double value) =>
        Math.Abs(value) is < 1e-3 and > 0
            ? value.ToString("0.#e-0", CultureInfo.InvariantCulture)
            : value.ToString("G5", CultureInfo.InvariantCulture);
}
