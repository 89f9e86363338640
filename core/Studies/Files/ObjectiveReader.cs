using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Search.Functions;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Reads what a trial runs.</summary>
internal sealed partial class ObjectiveReader(StudyContext context)
{
    // Keys that make sense for a backtest only; with one of them and no strategy, it is the strategy that is missing.
    private static readonly Setting[] MarketFields =
    [
        StudyFields.Data, StudyFields.Scenarios, StudyFields.Stages, StudyFields.LimitBars, StudyFields.From, StudyFields.To,
        StudyFields.Slices, StudyFields.Folds,
    ];

    /// <summary>The objective, or null where there is none.</summary>
    public ObjectiveSpec? Read(SectionReader top)
    {
        StudyNode? strategy = top.Node(StudyFields.Strategy), function = top.Node(StudyFields.Function);
        if (top.Node(StudyFields.Objective) is StudyNode external && (strategy ?? function) is not null)
        {
            context.Problems.Add(
                external,
                "objective",
                $"objective stands beside {(strategy is null ? "function" : "strategy")}, but a study runs one of them.",
                "Remove one. What is optimised stands under metric.");
            return null;
        }

        if (top.Node(ModelFields.Model) is StudyNode model)
        {
            if ((strategy ?? function ?? top.Node(StudyFields.Objective)) is not StudyNode other)
                return PolicyReader.IsPolicy(model)
                    ? new PolicyReader(context).Read(top, model)
                    : new ModelReader(context).Read(top, model);
            string name = other == strategy ? "strategy" : other == function ? "function" : "objective";
            context.Problems.Add(model, "model", $"model stands beside {name}, but a study runs one of them.", "Remove one of them.");
            return null;
        }

        if (strategy is not null && function is not null)
        {
            context.Problems.Add(
                function,
                "function",
                "function stands beside strategy, but a study runs one of them.",
                "Remove function or strategy.");
            return null;
        }

        if (strategy is not null)
            return ReadStrategy(top, strategy);
        if (function is not null)
            return ReadFunction(top, function);
        if (context.IsSweep
            || (top.Node(StudyFields.Objective) ?? top.Node(ProgramFields.Program) ?? top.Node(ProgramFields.Command)) is not null)
            return ReadExternal(top);
        string[] market = [.. MarketFields.Where(field => top.Node(field) is not null).Select(field => field.Name)];
        if (market.Length > 0)
        {
            string example = context.Catalog.Strategies.Select(entry => entry.Name).FirstOrDefault("ma_cross");
            context.Problems.Add(top.Place, "strategy", "strategy is missing.", $"Say what to backtest, such as strategy: {example}.");
        }
        else
        {
            context.Problems.Add(
                top.Place,
                string.Empty,
                "The file does not say what a trial runs.",
                "Add strategy for a backtest, function for a test function, or objective: external for what agents evaluate.");
        }

        return null;
    }

    /// <summary>What the objective takes, or null for anything.</summary>
    public IReadOnlyList<Setting>? SettingsOf(ObjectiveSpec? objective) => objective switch
    {
        BacktestSpec backtest when StudyCatalog.Find(
            context.Catalog.Strategies, backtest.Strategy) is CatalogEntry entry => [.. entry.Settings, .. context.Catalog.Exits],
        ModelSpec model => ModelReader.SettingsOf(model),
        PolicySpec policy => policy.AllSettings,
        FunctionSpec function when StudyCatalog.Find(
            context.Catalog.Functions, function.Function) is { AnySettings: false } entry => entry.Settings,
        _ => null,
    };

    /// <summary>
    /// The space in which a function is usually minimised, for a study that names no parameters; null for other objectives.
    /// </summary>
    public static SearchSpace? DefaultSpaceOf(ObjectiveSpec? objective) =>
        objective is FunctionSpec function ? TestFunctions.Find(function.Function)?.DefaultSpace() : null;

    /// <summary>Reports a function that does not go with the parameters.</summary>
    public void CheckSpace(SectionReader top, ObjectiveSpec? objective, SearchSpace? space)
    {
        if (objective is not FunctionSpec function || space is null || TestFunctions.Find(function.Function) is null)
            return;
        try
        {
            _ = new FunctionObjective(function, space, 0);
        }
        catch (InvalidInputException fault)
        {
            foreach (InputProblem problem in fault.Problems)
                context.Problems.Add(problem with { Place = top.Node(StudyFields.Function)!.Place });
        }
    }

    private BacktestSpec? ReadStrategy(SectionReader top, StudyNode node)
    {
        if (top.Node(StudyFields.Folds) is StudyNode older && top.Node(StudyFields.Slices) is not null)
            context.Problems.Add(older, "folds", "folds stands beside slices, but they are two words for one thing.", "Remove folds.");
        int slices = top.Count(StudyFields.Slices) ?? top.Count(StudyFields.Folds) ?? 1;
        string? name = top.Text(StudyFields.Strategy);
        if (name is null)
            return null;
        if (StudyCatalog.Find(context.Catalog.Strategies, name) is null)
        {
            context.Problems.Add(
                node,
                "strategy",
                $"strategy is '{name}', which does not exist.",
                Nearest.Advice(name, [.. context.Catalog.Strategies.Select(entry => entry.Name)]));
            return null;
        }

        if (top.Node(StudyFields.Data) is null)
            context.Problems.Add(
                top.Place,
                "data",
                "data is missing.",
                "Name the market data of at least one symbol, such as data: {EURUSD: data/eurusd.csv}.");
        return new BacktestSpec(name, slices);
    }

    private FunctionSpec? ReadFunction(SectionReader top, StudyNode node)
    {
        foreach (Setting field in MarketFields.Where(field => field != StudyFields.Stages && top.Node(field) is not null))
            context.Problems.Add(
                top.Node(field)!,
                field.Name,
                $"{field.Name} has no meaning for a function.",
                "Remove it, or write strategy instead of function.");
        StudyNode nameNode = node;
        FunctionSpec spec;
        if (node.Kind == NodeKind.Mapping)
        {
            SectionReader section = top.Section(StudyFields.Function, ObjectiveFields.FunctionSection)!;
            nameNode = section.Node(ObjectiveFields.FunctionName) ?? node;
            string? name = section.Text(ObjectiveFields.FunctionName);
            if (section.Node(ObjectiveFields.FunctionName) is null)
                context.Problems.Add(
                    node,
                    "function.name",
                    "function.name is missing.",
                    $"Known are {string.Join(", ", context.Catalog.Functions.Select(entry => entry.Name))}.");
            spec = ObjectiveFields.FunctionKeys.Read(section, new FunctionSpec(name ?? string.Empty));
        }
        else if (node.Kind == NodeKind.Scalar)
        {
            spec = new FunctionSpec(node.Text);
        }
        else
        {
            context.Problems.Reject(node, "function", "a function's name, or a mapping with name", "For example: rastrigin.");
            return null;
        }

        if (spec.Function.Length == 0)
            return null;
        if (StudyCatalog.Find(context.Catalog.Functions, spec.Function) is not null)
            return spec;
        context.Problems.Add(
            nameNode,
            "function",
            $"function is '{spec.Function}', which does not exist.",
            Nearest.Advice(spec.Function, [.. context.Catalog.Functions.Select(entry => entry.Name)]));
        return null;
    }
}
