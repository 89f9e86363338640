using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>
/// Reads one parameter's distribution. Inference follows W&amp;B: <c>value</c> is a constant, <c>values</c> a choice, <c>min</c>
/// and <c>max</c> integers when both are written so, and real numbers otherwise.
/// </summary>
internal sealed class DistributionReader(StudyContext context)
{
    private const string Forms = "Write a list of values, or min and max: {min: 5, max: 50}.";

    /// <summary>The distribution, or null when something is wrong with it.</summary>
    public Distribution? Read(StudyNode node, string path, bool grid)
    {
        switch (node.Kind)
        {
            case NodeKind.List:
                RefuseShorthand(node, path, "values");
                return ReadValues(node, path, null);
            case NodeKind.Scalar when node.IsNull:
                context.Problems.Add(node, $"{path} is empty. {Forms}");
                return null;
            case NodeKind.Scalar:
                RefuseShorthand(node, path, "value");
                return new ConstantDistribution(node.Value);
        }

        int before = context.Problems.Count;
        var section = new SectionReader(node, path, StudyFields.ParameterItem, context.Problems);
        section.CheckKeys();
        DistributionForm? form = Form(section, node, path);
        if (form is null)
            return null;
        CheckKeys(form, node, path);
        if (context.Problems.Count > before)
            return null;
        Distribution? distribution = Create(form, section, path, grid);
        if (context.Problems.Count > before)
            return null;
        foreach (string fault in distribution?.Faults() ?? [])
            context.Problems.Add(node, $"{path}: {fault}");
        return distribution;
    }

    private void RefuseShorthand(StudyNode node, string path, string key)
    {
        if (context.IsSweep)
            context.Problems.Add(node, $"{path} is {node.Show()}, but in a W&B sweep file a parameter is a mapping. Write {{{key}: {(node.Kind == NodeKind.List ? node.Show() : node.Text)}}}.");
    }

    private DistributionForm? Form(SectionReader section, StudyNode node, string path)
    {
        if (node.Find("distribution") is { IsNull: false })
            return section.Text(StudyFields.Distribution) is string name ? Find(name) : null;
        if (node.Find("value") is not null)
            return Find("constant");
        if (node.Find("values") is not null)
            return Find(node.Find("probabilities") is null ? "categorical" : "categorical_w_probabilities");
        if (node.Find("min") is StudyNode min && node.Find("max") is StudyNode max)
        {
            StudyNode? step = node.Find("step");
            return Find(IsInteger(min) && IsInteger(max) && (step is null || IsInteger(step)) ? "int_uniform" : "uniform");
        }

        string missing = node.Find("min") is null && node.Find("max") is null
            ? $"{path} does not say which values it takes. {Forms}"
            : $"{path} has {(node.Find("min") is null ? "max, but no min" : "min, but no max")}. Write both.";
        context.Problems.Add(node, missing);
        return null;
    }

    private static DistributionForm Find(string name) => DistributionForm.All.First(form => form.Name == name);

    private static bool IsInteger(StudyNode node) => node.Kind == NodeKind.Scalar && node.Value.Kind == ParameterKind.Integer;

    private void CheckKeys(DistributionForm form, StudyNode node, string path)
    {
        foreach (NodeMember member in node.Members)
        {
            if (!form.Takes(member.Name) && StudyFields.ParameterItem.Any(field => field.Name == member.Name))
                context.Problems.Add(member.Place, $"{path}.{member.Name} does not go with the distribution {form.Name}, which takes {string.Join(", ", form.Required.Concat(form.Optional))}. Remove it.");
        }

        string[] missing = [.. form.Required.Where(key => node.Find(key) is null)];
        if (missing.Length > 0)
            context.Problems.Add(node, $"{path} lacks {string.Join(" and ", missing)}, which the distribution {form.Name} needs. Add {(missing.Length == 1 ? "it" : "them")}.");
    }

    private Distribution? Create(DistributionForm form, SectionReader section, string path, bool grid)
    {
        double mu = section.Number(StudyFields.Mu) ?? 0, sigma = section.Number(StudyFields.Sigma) ?? 1;
        double a = section.Number(StudyFields.A) ?? 1, b = section.Number(StudyFields.B) ?? 1;
        double q = section.Number(StudyFields.Quantum) ?? 1;
        StudyNode? quantum = section.Node(StudyFields.Quantum);
        bool integer = quantum is null || IsInteger(quantum);
        switch (form.Name)
        {
            case "constant":
                return new ConstantDistribution(section.Node(StudyFields.Value)?.ToValue() ?? default);
            case "categorical" or "categorical_w_probabilities":
                return ReadValues(section.Node(StudyFields.Values), path + ".values", section.Node(StudyFields.Probabilities));
            case "int_uniform" or "int":
                return Integers(section);
            case "normal":
                return new NormalDistribution(mu, sigma);
            case "q_normal":
                return new QuantizedDistribution(new NormalDistribution(mu, sigma), q, integer);
            case "log_normal":
                return new LogNormalDistribution(mu, sigma);
            case "q_log_normal":
                return new QuantizedDistribution(new LogNormalDistribution(mu, sigma), q, integer);
            case "beta":
                return new BetaDistribution(a, b);
            case "q_beta":
                return new QuantizedDistribution(new BetaDistribution(a, b), q, integer);
            default:
                return Range(form.Name, section, q, integer, grid);
        }
    }

    private IntegerDistribution? Integers(SectionReader section)
    {
        long? low = section.Integer(StudyFields.LowBound with { Type = FieldType.Integer, Example = "1" });
        long? high = section.Integer(StudyFields.HighBound with { Type = FieldType.Integer, Example = "10" });
        long step = section.Integer(StudyFields.Step with { Type = FieldType.Integer, Min = 1, Above = false, Example = "1" }) ?? 1;
        bool log = section.Boolean(StudyFields.Log) ?? false;
        if (low is null || high is null || !CheckOrder(section, low.Value, high.Value))
            return null;
        if (log)
            CheckLog(section, low.Value, "1");
        if (log && step > 1)
            RefuseLogStep(section);
        return new IntegerDistribution(low.Value, high.Value, step, log);
    }

    private Distribution? Range(string form, SectionReader section, double q, bool integer, bool grid)
    {
        double? min = section.Number(StudyFields.LowBound with { Example = "0.1" }), max = section.Number(StudyFields.HighBound with { Example = "1.0" });
        double? step = section.Number(StudyFields.Step);
        bool log = section.Boolean(StudyFields.Log) ?? false;
        if (min is not double low || max is not double high || !CheckOrder(section, low, high))
            return null;
        bool exponents = form is "log_uniform" or "inv_log_uniform" or "q_log_uniform";
        if (log || form is "log_uniform_values" or "inv_log_uniform_values" or "q_log_uniform_values")
            CheckLog(section, low, "1e-6");
        if (log && step is not null)
            RefuseLogStep(section);
        if (step > high - low)
            context.Problems.Add(section.Node(StudyFields.Step)!, $"{section.PathOf("step")} is {step}, but must not be wider than the range from {low} to {high}. Make it smaller.");
        if (exponents && !CheckExponents(section, low, high))
            return null;
        switch (form)
        {
            case "log_uniform":
                return WandbDistributions.LogUniform(low, high);
            case "log_uniform_values":
                return WandbDistributions.LogUniformValues(low, high);
            case "inv_log_uniform":
                return WandbDistributions.InverseLogUniform(low, high);
            case "inv_log_uniform_values":
                return WandbDistributions.InverseLogUniformValues(low, high);
            case "q_uniform":
                return grid ? QuantizedGrid(low, high, q, integer) : new QuantizedDistribution(new FloatDistribution(low, high), q, integer);
            case "q_log_uniform":
                return new QuantizedDistribution(WandbDistributions.LogUniform(low, high), q, integer);
            case "q_log_uniform_values":
                return new QuantizedDistribution(WandbDistributions.LogUniformValues(low, high), q, integer);
            default:
                return new FloatDistribution(low, high, step, log);
        }
    }

    // What a W&B grid enumerates: min, min + q, … below max, also where min is no multiple of q.
    private static Distribution QuantizedGrid(double low, double high, double q, bool integer)
    {
        double last = low + ((Math.Ceiling(((high - low) / q) - 1e-9) - 1) * q);
        return integer && low == Math.Floor(low) && Math.Abs(high) < 1e15
            ? new IntegerDistribution((long)low, (long)Math.Max(low, last), (long)q)
            : new FloatDistribution(low, Math.Max(low, last), q);
    }

    private bool CheckOrder(SectionReader section, double low, double high)
    {
        if (low < high)
            return true;
        StudyNode min = section.Node(StudyFields.LowBound)!;
        string remedy = low == high ? $"Write value: {min.Text} for a fixed value, or raise max." : "Swap them, or raise max.";
        context.Problems.Add(min, $"{section.PathOf("min")} is {min.Text}, but must be below max ({section.Node(StudyFields.HighBound)!.Text}). {remedy}");
        return false;
    }

    private void CheckLog(SectionReader section, double low, string remedy)
    {
        if (low > 0)
            return;
        StudyNode min = section.Node(StudyFields.LowBound)!;
        context.Problems.Add(min, $"{section.PathOf("min")} is {min.Text}, but a log scale needs min above 0. Use a small positive value such as {remedy}, or a linear scale.");
    }

    // The bounds are exponents of e: beyond ±700 the value is no longer a double.
    private bool CheckExponents(SectionReader section, double low, double high)
    {
        if (low >= -700 && high <= 700)
            return true;
        StudyNode bound = section.Node(low < -700 ? StudyFields.LowBound : StudyFields.HighBound)!;
        context.Problems.Add(bound, $"{section.PathOf(low < -700 ? "min" : "max")} is {bound.Text}, but this distribution takes exponents of e from -700 to 700. For bounds as values, use the distribution with _values at its end.");
        return false;
    }

    private void RefuseLogStep(SectionReader section) =>
        context.Problems.Add(section.Node(StudyFields.Step)!, $"{section.PathOf("step")} is {section.Node(StudyFields.Step)!.Text}, but a log scale has no step. Remove step, or log.");

    private CategoricalDistribution? ReadValues(StudyNode? list, string path, StudyNode? probabilities)
    {
        if (list is null || list.Kind != NodeKind.List || list.Items.Count == 0)
        {
            if (list is not null)
                context.Problems.Add(list, list.Kind == NodeKind.List ? $"{path} is an empty list. Give at least one value." : $"{path} is {list.Show()}, but must be a list. Write [{list.Text}].");
            return null;
        }

        // Loops, as generic code over our own structs is compiled anew in every process.
        var values = new ParameterValue[list.Items.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = list.Items[i].ToValue();
            int first = 0;
            while (values[first] != values[i])
                first++;
            if (first < i && !context.IsSweep)
                context.Problems.Add(list.Items[i], $"{path}[{i}] is {list.Items[i].Show()}, which is there already as [{first}]. Remove one of them.");
        }

        return probabilities is null ? new CategoricalDistribution(values) : ReadProbabilities(values, probabilities, path[..path.LastIndexOf('.')] + ".probabilities");
    }

    private CategoricalDistribution? ReadProbabilities(ParameterValue[] values, StudyNode list, string path)
    {
        var probabilities = new List<double>();
        for (int i = 0; i < list.Items.Count; i++)
        {
            StudyNode item = list.Items[i];
            if (item.Kind == NodeKind.Scalar && item.Value.IsNumber && item.Value.AsDouble() is >= 0 and <= 1)
                probabilities.Add(item.Value.AsDouble());
            else
                context.Problems.Add(item, $"{path}[{i}] is {item.Show()}, but must be a number from 0 to 1.");
        }

        if (list.Kind != NodeKind.List || list.Items.Count != values.Length)
            context.Problems.Add(list, $"{path} is {list.Show()}, but must be a list of {values.Length}, one probability for each of the values.");
        else if (probabilities.Count == values.Length && Math.Abs(probabilities.Sum() - 1) > 1e-5)
            context.Problems.Add(list, $"{path} sum to {probabilities.Sum():0.######}, but must sum to 1. Divide each by that sum.");
        else
            return new CategoricalDistribution(values, probabilities);
        return null;
    }
}
