using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files.Options;

/// <summary>
/// An option of <c>tuner run</c> and of a service's <c>overrides</c> that says what a key of the study file would: the command line, its
/// help, and the reading of it are made from this.
/// </summary>
public sealed class StudyOption
{
    private readonly Action<StudyNode, IReadOnlyList<OptionText>, ProblemList> apply;
    private readonly Func<StudyCatalog, IReadOnlyList<CatalogEntry>>? choices;

    internal StudyOption(
        string name,
        OptionForm form,
        string summary,
        Action<StudyNode, IReadOnlyList<OptionText>, ProblemList> apply,
        Func<StudyCatalog, IReadOnlyList<CatalogEntry>>? choices = null) =>
        (Name, Form, Summary, this.apply, this.choices) = (name, form, summary, apply, choices);

    /// <summary>The name, without hyphens in front.</summary>
    public string Name { get; }

    /// <summary>What follows it.</summary>
    public OptionForm Form { get; }

    /// <summary>What it does, a sentence or two; for a key of the study file the words of that key.</summary>
    public string Summary { get; }

    /// <summary>
    /// Whether a service takes it too. Where results go is the service's own business; files and data have their own places.
    /// </summary>
    public bool IsForServices { get; private init; }

    /// <summary>As it is typed: <c>--seed</c>.</summary>
    public string Flag => "--" + Name;

    /// <summary>What to show in help: the summary, and what there is to choose from.</summary>
    public string Help => choices is null
        ? Summary
        : $"{Summary} One of {string.Join(", ", choices(StudyCatalog.Default).Select(entry => entry.Name))}.";

    internal Place Place => Place.Option(Flag);

    /// <summary>The option for a key at the top of the study file.</summary>
    /// <param name="key">The key.</param>
    /// <param name="replaces">Another key that would contradict this one, and gives way.</param>
    internal static StudyOption Of(Setting key, string? replaces = null) => new(
        key.Name.Replace('_', '-'),
        key.Kind == SettingKind.Boolean ? OptionForm.Switch : OptionForm.Value,
        key.Summary,
        (root, given, _) =>
        {
            if (replaces is not null)
                root.Remove(replaces);
            root.Set(key.Name, given[^1].Node(plain: key.Kind != SettingKind.Text));
        })
    {
        IsForServices = true,
    };

    /// <summary>
    /// The option that names a component, such as the sampler; the file's settings are kept where it is the one named there.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="replaces">Another key that would contradict this one, and gives way.</param>
    /// <param name="choices">What there is to choose from.</param>
    internal static StudyOption OfComponent(
        Setting key, string replaces, Func<StudyCatalog, IReadOnlyList<CatalogEntry>> choices) => new(
        key.Name,
        OptionForm.Value,
        key.Summary,
        (root, given, _) =>
        {
            root.Remove(replaces);
            if (root.Find(key.Name) is not { Kind: NodeKind.Mapping } mapping || mapping.Find("name")?.Text != given[^1].Text)
                root.Set(key.Name, given[^1].Node(plain: false));
        },
        choices)
    {
        IsForServices = true,
    };

    /// <summary>The same option, which a service takes too.</summary>
    internal StudyOption ForServices() => new(Name, Form, Summary, apply, choices) { IsForServices = true };

    /// <summary>Writes what was given into the tree of the study file, with the option as its place.</summary>
    internal void Apply(StudyNode root, IReadOnlyList<OptionText> given, ProblemList problems) => apply(root, given, problems);
}
