using ServerlessTuner.Core.Learning.Data;
using ServerlessTuner.Core.Learning.Trees.Explaining;

namespace ServerlessTuner.Core.Learning.Trees;

/// <summary>What a model's predictions rest on.</summary>
public static class TreeModelExplanation
{
    /// <summary>The importance of every feature, in their order.</summary>
    public static IReadOnlyList<FeatureImportance> Importance(this TreeModel model)
    {
        int count = model.FeatureNames.Count;
        int[] splits = new int[count];
        double[] gains = new double[count], covers = new double[count];
        foreach (TreeNode node in model.Trees.SelectMany(static tree => tree.Nodes).Where(static node => !node.IsLeaf))
        {
            splits[node.Feature]++;
            gains[node.Feature] += node.Gain;
            covers[node.Feature] += node.Cover;
        }

        return [.. model.FeatureNames.Select(
            (name, feature) => new FeatureImportance(name, splits[feature], gains[feature], covers[feature]))];
    }

    /// <summary>
    /// SHAP values: what each feature adds to the margin of each row. With the last entry, the mean margin of the training rows, they sum
    /// to the margin.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="table">Features in the order of the model's.</param>
    /// <returns>By output, row, then feature; one entry more than features.</returns>
    public static double[][][] Contributions(this TreeModel model, FeatureTable table)
    {
        model.CheckFeatures(table);
        int features = model.FeatureNames.Count;
        double[][][] contributions = [.. Enumerable.Range(0, model.Outputs).Select(
            group => Enumerable.Range(0, table.Rows).Select(_ => new double[features + 1]).ToArray())];
        for (int group = 0; group < model.Outputs; group++)
        {
            double mean = model.BaseMargins[group];
            for (int number = group; number < model.Trees.Count; number += model.Outputs)
            {
                var shap = new TreeShap(model.Trees[number]);
                mean += shap.Expected();
                for (int row = 0; row < table.Rows; row++)
                    shap.Add(table.Columns, row, contributions[group][row]);
            }

            foreach (double[] row in contributions[group])
                row[features] = mean;
        }

        return contributions;
    }
}
