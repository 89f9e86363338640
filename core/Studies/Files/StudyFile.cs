namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Reads study files.</summary>
public static class StudyFile
{
    /// <summary>Reads and checks a study file: YAML or JSON, ours or a W&amp;B sweep.</summary>
    /// <param name="text">The content.</param>
    /// <param name="fileName">The name for messages; without a <c>name</c> in the file, the study is named after it.</param>
    /// <param name="options">How to read it; null for the defaults.</param>
    /// <exception cref="InvalidInputException">All faults, each with line and column, the field, the value and the remedy.</exception>
    public static StudySpec Parse(string text, string fileName, StudyFileOptions? options = null)
    {
        options ??= new StudyFileOptions();
        var problems = new ProblemList();
        StudyNode root = YamlTree.Read(text, fileName, problems);
        if (root.Kind == NodeKind.Mapping)
            OverrideNodes.Apply(options.Overrides, root, problems);
        var context = new StudyContext(options, problems);
        string fallbackName = Path.GetFileNameWithoutExtension(fileName);
        StudySpec? spec = new StudyReader(context).Read(root, fallbackName.Length == 0 ? "study" : fallbackName);
        problems.ThrowIfAny();
        return spec!;
    }
}
