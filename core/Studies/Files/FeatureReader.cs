using ServerlessTuner.Core.Backtesting.Formulas;
using ServerlessTuner.Core.Learning.Features;
using ServerlessTuner.Core.Model.Expressions;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Reads what models and policies see.</summary>
internal sealed class FeatureReader(StudyContext context)
{
    /// <summary>The features; none for the default list.</summary>
    public IReadOnlyList<FeatureDefinition> Read(SectionReader top)
    {
        if (top.Node(ModelFields.Features) is not StudyNode node || (node.Kind == NodeKind.Scalar && node.Text == "default"))
            return [];
        var features = new List<(FeatureDefinition Feature, StudyNode Node)>();
        if (node.Kind == NodeKind.Mapping)
            features.AddRange(node.Members.Select(member => (ReadFeature(member), member.Node.Find("expression") ?? member.Node)));
        else if (node.Kind == NodeKind.List)
            features.AddRange(node.Items.SelectMany(item => item.Text == "default" && item.Kind == NodeKind.Scalar
                ? DefaultFeatures.All.Select(feature => (feature, item))
                : [(new FeatureDefinition(string.Empty, item.Text), item)]));
        else
            context.Problems.Reject(
                node, "features", "default, a list of expressions, or a mapping from name to expression", ModelFields.Features.Remedy);
        if (node.Kind is NodeKind.Mapping or NodeKind.List && features.Count == 0)
            context.Problems.Add(node, "features", "features is empty.", "Name one or more, or write features: default.");
        string[] symbols = [.. top.Node(StudyFields.Data)?.Members.Select(member => member.Name) ?? []];
        var scope = new FormulaScope([], symbols: symbols);
        for (int i = 0; i < features.Count; i++)
        {
            (FeatureDefinition feature, StudyNode written) = features[i];
            string path = node.Kind == NodeKind.List ? "features" : $"features.{feature.Name}";
            if (node.Kind == NodeKind.Mapping && FeatureNames.Of(feature.Name) != feature.Name)
                context.Problems.Add(
                    written,
                    path,
                    $"'{feature.Name}' is the name of a feature, but must be of letters, digits and underscores: model files hold no "
                        + $"other.",
                    $"For example: {FeatureNames.Of(feature.Name)}.");
            else if (features.FindIndex(other => other.Feature.Expression == feature.Expression && other.Node.Kind == NodeKind.Scalar) < i
                && written.Kind == NodeKind.Scalar && feature.Expression.Length > 0)
                context.Problems.Add(written, path, $"The feature {feature.Expression} stands here twice.", "Remove one of the two.");
            else if (written.Kind != NodeKind.Scalar || feature.Expression.Length == 0)
                context.Problems.Reject(written, path, "an expression over bars", "For example: close / close[12] - 1.");
            else if (!scope.TryCompile(feature.Expression, out _, out ExpressionFault? fault))
                context.Reject(written, path, fault);
        }

        return FeatureNames.Complete([.. features.Select(pair => pair.Feature)]);
    }

    // What is no mapping is the expression alone.
    private FeatureDefinition ReadFeature(NodeMember member)
    {
        if (member.Node.Kind != NodeKind.Mapping)
            return new FeatureDefinition(member.Name, member.Node.Text);
        var section = new SectionReader(member.Node, $"features.{member.Name}", ModelFields.FeatureSection, context.Problems);
        section.CheckKeys();
        return new FeatureDefinition(
            member.Name,
            section.Text(ModelFields.Expression) ?? string.Empty,
            section.Boolean(ModelFields.Categorical) == true ? true : null,
            section.Count(ModelFields.MonotoneConstraint) is int way and not 0 ? way : null);
    }
}
