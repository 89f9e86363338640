using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Functions;
using ServerlessTuner.Core.Studies.Files.Yaml;
using ServerlessTuner.Core.Studies.Objectives;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Puts a study together from the tree of its file.</summary>
internal sealed class StudyReader(StudyContext context)
{
    /// <summary>The default end of a study that nothing else ends.</summary>
    public const int DefaultTrials = 100;

    /// <summary>The study; what it holds is good only if no problem was found.</summary>
    public StudySpec? Read(StudyNode root, string fallbackName)
    {
        if (root.Kind != NodeKind.Mapping)
        {
            context.Problems.Add(
                root,
                string.Empty,
                $"The file holds {root.Show()}, but must be a mapping of keys and values, such as name: my_study.");
            return null;
        }

        if (root.Members.Count == 0)
        {
            context.Problems.Add(root, string.Empty, "The file is empty.", "Write a study into it; 'tuner init' makes one to start from.");
            return null;
        }

        var top = new SectionReader(root, string.Empty, StudyFields.Top, context.Problems);
        top.CheckKeys(AdviseKey);
        context.IsSweep = (top.Node(StudyFields.Method) ?? top.Node(ProgramFields.Program) ?? top.Node(ProgramFields.Command)) is not null
            && top.Node(StudyFields.Strategy) is null && top.Node(StudyFields.Function) is null;
        var objectiveReader = new ObjectiveReader(context);
        new ModelRules(context).CheckKeys(top);
        ObjectiveSpec? objective = objectiveReader.Read(top);
        IReadOnlyList<DataSpec> data = new DataReader(context).Read(top);
        var metricReader = new MetricReader(context, objective, data);
        IReadOnlyList<MetricSpec> metrics = metricReader.Read(top);
        var componentReader = new ComponentReader(context);
        ComponentSpec? sampler = componentReader.ReadSampler(top, metrics.Count > 1);
        var parameterReader = new ParameterReader(context);
        SearchSpace? space = top.Node(StudyFields.Parameters) is null && ObjectiveReader.DefaultSpaceOf(objective) is SearchSpace usual
            ? usual
            : parameterReader.Read(
                top,
                sampler?.Name == "grid",
                objectiveReader.SettingsOf(objective),
                objective switch
                {
                    ModelSpec trained => $"model {trained.Model}",
                    PolicySpec policy => $"model {policy.Model} in {policy.EnvironmentName}",
                    _ => "the strategy",
                });
        if (objective is ModelSpec model)
            objective = new ModelReader(context).WithConstants(top, model, space, parameterReader.Nodes);
        if (objective is PolicySpec acting)
            objective = new PolicyReader(context).WithConstants(top, acting, space, parameterReader.Nodes);
        if (objective is ExternalSpec external)
            objective = external with { Groups = parameterReader.Groups };
        objectiveReader.CheckSpace(top, objective, space);
        var stageReader = new StageReader(context);
        IReadOnlyList<Scenario> scenarios = stageReader.ReadScenarios(top);
        IReadOnlyList<StageSpec> stages = stageReader.ReadStages(top, scenarios, market: objective?.HasScenarios ?? false);
        BudgetSpec budget = ReadBudget(top);
        sampler ??= new ComponentSpec(
            space is not null
                && space.Parameters.All(parameter => parameter.Distribution.Count is not null)
                && budget.Trials is null ? "grid" : metrics.Count > 1 ? "nsga2" : "auto");
        budget = WithEnd(budget, sampler, metrics);
        CheckGrid(sampler, space, parameterReader, top);
        var spec = new StudySpec
        {
            Name = ReadName(top, fallbackName),
            Id = top.Text(StudyFields.Id),
            Description = top.Text(StudyFields.Description),
            Data = data,
            Objective = objective ?? new ExternalSpec(),
            Space = space ?? new SearchSpace([]),
            Sampler = sampler,
            Pruner = componentReader.ReadPruner(top),
            Scenarios = scenarios,
            Stages = stages,
            Metrics = metrics,
            Score = metricReader.ReadScore(top),
            FinalRank = metricReader.ReadFinalRank(top, stages),
            Budget = budget,
            Seed = (ulong)(top.Integer(SearchFields.Seed) ?? 42),
            Refine = ReadRefine(top),
            Enqueued = new EnqueueReader(context).Read(top, space),
            PerSymbol = top.Section(StudyFields.Outputs, OutputFields.OutputSection)?.Boolean(OutputFields.PerSymbol) ?? true,
            Run = ReadRun(top),
        };
        spec = SearchFields.StudyKeys.Read(top, spec);
        spec = WithSlots(top, spec);
        new SweepRules(context).Check(top, spec);
        AddNotes(top, spec);
        return spec with { Notes = context.Notes };
    }

    // Who names places wants all of them used.
    private StudySpec WithSlots(SectionReader top, StudySpec spec)
    {
        if (spec.Objective is not ExternalSpec { Slots.Count: > 1 and var slots } || top.Node(SearchFields.Parallel) is not null)
            return spec;
        context.Notes.Add($"There are {slots} slots and no parallel, so {slots} trials run at once.");
        return spec with { Parallel = slots };
    }

    // Words that others use for our keys and that no spelling distance finds.
    private static string? AdviseKey(string key) => key switch
    {
        "budget" or "n_trials" or "max_trials" or "count" => "Did you mean trials?",
        "time" => "Did you mean wall_time?",
        "symbols" or "files" => "Did you mean data?",
        "params" or "space" or "search_space" or "grid" => "Did you mean parameters?",
        "algorithm" => "Did you mean sampler?",
        "output" or "out" => "Did you mean outputs?",
        "costs" => "Did you mean scenarios?",
        _ => null,
    };

    private string ReadName(SectionReader top, string fallback)
    {
        string? name = top.Text(StudyFields.Name);
        if (name is not null && (name.Length > 200 || name.Any(char.IsControl) || name.Trim().Length == 0))
        {
            context.Problems.Add(
                top.Node(StudyFields.Name)!,
                "name",
                "name must be one line of at most 200 characters.",
                "Shorten it, and put the rest into description.");
            return fallback;
        }

        return name ?? fallback;
    }

    private BudgetSpec ReadBudget(SectionReader top)
    {
        if (top.Node(SearchFields.Trials) is not null && top.Node(SearchFields.RunCap) is StudyNode both)
            context.Problems.Add(
                both,
                "run_cap",
                "run_cap stands beside trials, but they are two words for one thing.",
                "Remove one of them.");
        BudgetSpec budget = SearchFields.BudgetKeys.Read(top, new BudgetSpec());
        return budget with { Trials = budget.Trials ?? top.Integer(SearchFields.RunCap) };
    }

    private BudgetSpec WithEnd(BudgetSpec budget, ComponentSpec sampler, IReadOnlyList<MetricSpec> metrics)
    {
        if (sampler.Name == "grid"
            || budget.Trials is not null
            || budget.Evaluations is not null
            || budget.WallTime is not null
            || budget.Plateau is not null)
            return budget;
        string reason = metrics[0].Target is null ? "Nothing says when the study ends" : "Only a target says when the study ends";
        context.Notes.Add(
            $"{reason}, so it ends after {DefaultTrials} trials. Write trials, evaluations, wall_time or plateau for another end.");
        return budget with { Trials = DefaultTrials };
    }

    private void CheckGrid(ComponentSpec sampler, SearchSpace? space, ParameterReader parameters, SectionReader top)
    {
        if (sampler.Name != "grid" || space is null)
            return;
        parameters.CheckGrid(top, space);
        foreach (Parameter parameter in space.Parameters.Where(parameter => parameter.Distribution.Count is null))
            context.Problems.Add(
                PlaceOf(parameter),
                $"parameters.{parameter.Name}",
                $"parameters.{parameter.Name} is continuous, but a grid needs countable values.",
                "Add step, write a list of values, or use another sampler, such as random.");
        foreach (
            Parameter parameter in space.Parameters.Where(
                parameter => parameter.Distribution is CategoricalDistribution { Probabilities: not null }))
            context.Problems.Add(
                PlaceOf(parameter),
                $"parameters.{parameter.Name}",
                $"parameters.{parameter.Name} has probabilities, but a grid visits every value once.",
                "Remove probabilities, or use another sampler, such as random.");

        // A parameter that the function brings along is written nowhere.
        Place PlaceOf(Parameter parameter) =>
            parameters.Nodes.TryGetValue(parameter.Name, out StudyNode? node)
                ? node.Place
                : (top.Node(StudyFields.Sampler) ?? top.Node(StudyFields.Method))?.Place ?? top.Place;
    }

    private RefineSpec? ReadRefine(SectionReader top)
    {
        if (top.Node(StudyFields.Refine) is not StudyNode node)
            return null;
        if (node.Kind == NodeKind.Scalar && node.Value.Kind == ParameterKind.Boolean)
            return node.Value.AsBoolean() ? new RefineSpec() : null;
        if (node.Kind != NodeKind.Mapping)
        {
            context.Problems.Reject(
                node,
                "refine",
                "true or false, or a mapping with share, margin and trials",
                "For example: {share: 0.1}.");
            return null;
        }

        SectionReader section = top.Section(StudyFields.Refine, SearchFields.RefineSection)!;
        return SearchFields.RefineKeys.Read(section, new RefineSpec());
    }

    private static RunSpec ReadRun(SectionReader top) => SearchFields.RunKeys.Read(top, new RunSpec
    {
        Output = top.Section(StudyFields.Outputs, OutputFields.OutputSection)?.Text(OutputFields.Directory),
    });

    private void AddNotes(SectionReader top, StudySpec spec)
    {
        string[] meaningless = [.. StudyFields.Meaningless.Where(field => top.Node(field) is not null).Select(field => field.Name)];
        if (meaningless.Length > 0)
            context.Notes.Add($"Without a meaning here, and ignored: {string.Join(", ", meaningless)}.");
        if (spec.Pruner is not null
            && spec.Objective is BacktestSpec { Slices: 1 } or FunctionSpec { Steps: 1 } or ExternalSpec { Steps: 1 })
        {
            string more = spec.Objective switch
            {
                BacktestSpec => "slices: 5",
                FunctionSpec => "function: {name: …, steps: 10}",
                _ => "objective: {steps: 10}",
            };
            context.Notes.Add($"A trial has a single step, so pruner {spec.Pruner!.Name} never stops one. Write {more} for more.");
        }
    }
}
