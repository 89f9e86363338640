using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Expressions;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search.Functions;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Reads what is optimised: metric, score, target, final_rank.</summary>
internal sealed class MetricReader(StudyContext context, ObjectiveSpec? objective, IReadOnlyList<DataSpec> data)
{
    private IReadOnlyList<MetricDefinition>? Known => objective switch
    {
        BacktestSpec => context.Catalog.BacktestMetrics,
        ModelSpec => ModelMetrics.All,
        PolicySpec policy => policy.Metrics,
        FunctionSpec => context.Catalog.FunctionMetrics,
        _ => null,
    };

    private string Advice(string name)
    {
        IEnumerable<string> perSymbol = data.Count > 1
            && name.Contains(':') ? data.SelectMany(item => KnownNames.Select(metric => $"{metric}:{item.Symbol}")) : [];
        // Those of a model are backtests', before a stroke on which data they were measured.
        string? meant = Nearest.Find(name, perSymbol)
            ?? Array.Find(KnownNames, known => known.EndsWith('/' + name, StringComparison.Ordinal));
        return meant is string nearest ? $"Did you mean {nearest}?" : Nearest.Advice(name, KnownNames);
    }

    private string[] KnownNames => [.. Known?.Select(metric => metric.Name) ?? []];

    // With several symbols there are the metrics of each, as sharpe:EURUSD.
    private bool IsKnown(string name)
    {
        int colon = objective is BacktestSpec && data.Count > 1 ? name.IndexOf(':') : -1;
        return KnownNames.Contains(colon < 0 ? name : name[..colon]) && (colon < 0 || data.Any(item => item.Symbol == name[(colon + 1)..]));
    }

    /// <summary>The metrics, one or more.</summary>
    public IReadOnlyList<MetricSpec> Read(SectionReader top)
    {
        StudyNode? formula = top.Section(StudyFields.Score, MetricFields.ScoreSection)?.Node(MetricFields.Expression);
        StudyNode? node = top.Node(StudyFields.Metric), list = top.Node(StudyFields.Metrics);
        if (node is not null && list is not null)
            context.Problems.Add(
                list,
                "metrics",
                "metrics stands beside metric, but they are two words for one thing.",
                "Remove one of them.");
        if (list is not null && (list.Kind != NodeKind.List || list.Items.Count < 2))
        {
            context.Problems.Reject(list, "metrics", "a list of two or more", "For one, write metric.");
            return [Default(formula)];
        }

        if (context.IsSweep && list is not null && top.Node(StudyFields.Method) is { Text: not "custom" } method)
            context.Problems.Add(
                method,
                "method",
                $"method is {method.Text}, but metrics needs method: custom in a W&B sweep file.",
                "Change method, or use metric.");
        node ??= list;
        MetricSpec[] metrics = node switch
        {
            null => [Default(formula)],
            { Kind: NodeKind.List, Items.Count: > 0 } => [
                .. node.Items.Select(
                    (item, i) => ReadMetric(item, node == list ? $"metrics[{i}]" : $"metric[{i}]", i == 0 ? formula : null))
            ],
            _ => [ReadMetric(node, "metric", formula)],
        };
        for (int i = 1; i < metrics.Length; i++)
        {
            if (metrics.Take(i).Any(other => other.Name == metrics[i].Name))
                context.Problems.Add(
                    node!.Items[i],
                    $"metric[{i}]",
                    $"metric[{i}] is {metrics[i].Name}, which is there already.",
                    "Remove one of them, or give it another name.");
        }

        if (top.Number(StudyFields.Target) is double target)
        {
            if (metrics[0].Target is not null)
                context.Problems.Add(top.Node(StudyFields.Target)!, "target", "target stands beside metric.target.", "Remove one of them.");
            metrics[0] = metrics[0] with { Target = target };
        }

        return metrics;
    }

    /// <summary>The low-trade rule.</summary>
    public ScoreSpec ReadScore(SectionReader top)
    {
        if (top.Node(StudyFields.Score) is not { Kind: NodeKind.Mapping } node)
            return new ScoreSpec();
        var section = new SectionReader(node, "score", MetricFields.ScoreSection, context.Problems);
        ScoreSpec score = MetricFields.ScoreKeys.Read(section, new ScoreSpec());
        if (score.MinTrades > 0 && Known is not null && objective?.TradesMetric is null)
            context.Problems.Add(
                section.Node(MetricFields.MinTrades)!,
                "score.min_trades",
                $"score.min_trades is {score.MinTrades}, but this objective has no trades.",
                "Remove it.");
        return score;
    }

    /// <summary>How the last stage ranks.</summary>
    public string ReadFinalRank(SectionReader top, IReadOnlyList<StageSpec> stages)
    {
        if (top.Node(StudyFields.FinalRank) is not StudyNode node || top.Text(StudyFields.FinalRank) is not string rank)
            return "worst";
        if (rank is "worst" or "mean")
            return rank;
        string[] scores = [.. stages[^1].Scenarios.Select(name => "score_" + name)];
        if (!Expression.TryParse(rank, out Expression? expression, out ExpressionFault? fault))
            context.Reject(node, "final_rank", fault);
        else if (expression.Names.FirstOrDefault(name => name is "worst" or "mean") is string word)
            context.Problems.Add(
                node,
                "final_rank",
                $"final_rank is '{rank}', but {word} stands alone.",
                $"Use the scores themselves: {string.Join(", ", scores)}.");
        else if (expression.FindFault(["worst", "mean", .. scores], "score of the last stage") is ExpressionFault unknown)
            context.Reject(node, "final_rank", unknown);
        return rank;
    }

    private MetricSpec Default(StudyNode? formula)
    {
        if (formula is not null)
            return new MetricSpec("score", ReadExpression(formula, "score.expression", isFormula: true), GoalOf(formula.Text));
        return objective switch
        {
            BacktestSpec => new MetricSpec("sharpe", "sharpe", Goal.Maximize),
            ModelSpec => new MetricSpec("val/sharpe", "val/sharpe", Goal.Maximize),
            PolicySpec policy => new MetricSpec(policy.DefaultMetric, policy.DefaultMetric, Goal.Maximize),
            FunctionSpec => new MetricSpec("value", "value", Goal.Minimize),
            _ => new MetricSpec("loss", "loss", Goal.Minimize),
        };
    }

    private MetricSpec ReadMetric(StudyNode node, string path, StudyNode? formula)
    {
        if (node.Kind == NodeKind.Scalar && !node.IsNull && !context.IsSweep)
        {
            if (formula is null)
                return new MetricSpec(node.Text, ReadExpression(node, path, isFormula: false), GoalOf(node.Text));
            return new MetricSpec(node.Text, ReadFormula(node, path, formula), GoalOf(formula.Text));
        }

        if (node.Kind != NodeKind.Mapping)
        {
            context.Problems.Reject(
                node,
                path,
                $"{(context.IsSweep ? "a mapping" : "a metric's name, or a mapping")} with name and goal",
                node is { Kind: NodeKind.Scalar, IsNull: false }
                    ? $"Write {{name: {node.Text}, goal: minimize}}, or goal: maximize."
                    : $"For example: {{name: {Example}, goal: {GoalText}}}.");
            return Default(formula);
        }

        var section = new SectionReader(node, path, MetricFields.MetricSection, context.Problems);
        section.CheckKeys();
        StudyNode? nameNode = section.Node(MetricFields.MetricName), expressionNode = section.Node(MetricFields.Expression);
        string? name = section.Text(MetricFields.MetricName);
        section.Text(MetricFields.Impute);
        section.Text(MetricFields.ImputeRunning);
        if (nameNode is null && (expressionNode is null || context.IsSweep))
        {
            context.Problems.Add(node, $"{path}.name", $"{path}.name is missing.", $"Say which metric is meant, such as name: {Example}.");
            return Default(formula);
        }

        if (expressionNode is not null && formula is not null)
            context.Problems.Add(
                expressionNode,
                $"{path}.expression",
                $"{path}.expression stands beside score.expression.",
                "Remove one of them.");
        string expression = expressionNode is not null ? ReadExpression(expressionNode, section.PathOf("expression"), isFormula: true)
            : formula is not null ? ReadFormula(nameNode!, section.PathOf("name"), formula)
            : ReadExpression(nameNode!, section.PathOf("name"), isFormula: false);
        Goal goal = section.Text(MetricFields.Goal) switch
        {
            "maximize" => Goal.Maximize,
            "minimize" => Goal.Minimize,
            _ => GoalOf(expression),
        };
        return new MetricSpec(name ?? "score", expression, goal, section.Number(StudyFields.Target));
    }

    private string Example => objective switch
    {
        BacktestSpec => "sharpe",
        ModelSpec => "val/sharpe",
        FunctionSpec => "value",
        _ => "loss",
    };

    private string GoalText => GoalOf(Example) == Goal.Maximize ? "maximize" : "minimize";

    // With a formula of its own, the metric's name is a label, and must not be that of another number.
    private string ReadFormula(StudyNode name, string path, StudyNode formula)
    {
        if (IsKnown(name.Text) && name.Text != formula.Text)
            context.Problems.Add(
                name,
                path,
                $"{path} is {name.Text}, but score.expression says to optimise '{formula.Text}'.",
                "Give it a name of its own, such as score, or remove score.expression.");
        return ReadExpression(formula, "score.expression", isFormula: true);
    }

    private string ReadExpression(StudyNode node, string path, bool isFormula)
    {
        string text = node.Text;
        if (node.Kind != NodeKind.Scalar || text.Trim().Length == 0)
        {
            context.Problems.Reject(node, path, "a metric's name or an expression over metrics", MetricFields.Expression.Remedy);
            return text;
        }

        if (IsKnown(text))
            return text;
        if (Known is null)
            return CheckExternal(node, path, text, isFormula);
        if (!Expression.TryParse(text, out Expression? expression, out ExpressionFault? fault))
            context.Reject(node, path, fault);
        else if (expression.Names.Count == 0)
            context.Problems.Add(
                node,
                path,
                $"{path} is '{text}', which names no metric, so it is the same for every trial.",
                $"Known are {string.Join(", ", KnownNames)}.");
        else if (expression.Names[0] == text || (objective is ModelSpec && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '/')))
            context.Problems.Add(node, path, $"{path} is '{text}', which no evaluation returns.", Advice(text));
        else if (objective is ModelSpec && expression.Names.Any(static name => name is "val" or "train"))
            context.Problems.Add(
                node,
                path,
                $"{path} is '{text}', in which val/ and train/ divide.",
                "Put names with a stroke between backticks: `val/sharpe`.");
        else if (expression.FindFault([.. KnownNames, .. expression.Names.Where(IsKnown)]) is ExpressionFault unknown)
            context.Reject(node, path, unknown);
        return text;
    }

    // Agents send what they like, so any name will do; and one such as val/loss may be meant as a whole, unless it is called an expression.
    private string CheckExternal(StudyNode node, string path, string text, bool isFormula)
    {
        if (!isFormula)
            return text;
        if (!Expression.TryParse(text, out Expression? expression, out ExpressionFault? fault)
            || (fault = expression.FindFault(expression.Names)) is not null)
            context.Reject(node, path, fault);
        else if (expression.Names.Count == 0)
            context.Problems.Add(
                node,
                path,
                $"{path} is '{text}', which names no metric, so it is the same for every trial.",
                "Use metrics that agents send, such as loss.");
        return text;
    }

    private Goal GoalOf(string expression) =>
        Known?.FirstOrDefault(metric => metric.Name == expression.Split(':')[0])?.Goal ?? (
            objective is BacktestSpec or ModelSpec ? Goal.Maximize : Goal.Minimize);
}
