using ServerlessTuner.Core.Studies.Objectives;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Studies.Files.Json;
using ServerlessTuner.Core.Studies.Files.Options;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Reads study files, and writes and reads studies as JSON for journals and orchestrators.</summary>
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
        StudyLimits.Check(root);
        if (root.Kind == NodeKind.Mapping)
            StudyOptions.Apply(options.Overrides, root, problems);
        var context = new StudyContext(options, problems);
        string fallbackName = Path.GetFileNameWithoutExtension(fileName);
        StudySpec? spec = new StudyReader(context).Read(root, fallbackName.Length == 0 ? "study" : fallbackName);
        problems.ThrowIfAny();
        return StudyLimits.Check(spec!);
    }

    /// <summary>
    /// What decides the outcome of a study, as JSON: equal studies have equal texts, however their files are written. Without
    /// description, notes, and how the study is run.
    /// </summary>
    public static string Canonical(StudySpec spec) => StudyJson.Write(spec, complete: false);

    /// <summary>The whole study as JSON.</summary>
    public static string ToJson(StudySpec spec) => StudyJson.Write(spec, complete: true);

    /// <summary>Reads a study back from <see cref="Canonical"/> or <see cref="ToJson"/>.</summary>
    /// <exception cref="JsonException">The text is no JSON, or no study.</exception>
    public static StudySpec FromJson(string json)
    {
        try
        {
            StudySpec spec = StudyLimits.Check(StudyJsonReader.Read(json));
            // What is missing shows when it is written, if not before.
            _ = Canonical(spec);
            return spec;
        }
        catch (Exception fault) when (fault is not (JsonException or InvalidInputException or OutOfMemoryException))
        {
            // Our own texts are read without a check of each member; one that was damaged on a disk may lack any.
            throw new JsonException($"The text is no study: {fault.Message}", fault);
        }
    }

    /// <summary>
    /// A hash of <see cref="Canonical"/> in 32 hexadecimal digits, budget left out: a study with a larger budget is the same
    /// study, continued.
    /// </summary>
    public static string Identity(StudySpec spec) => Hash(
        Encoding.UTF8.GetBytes(
            Canonical(
                spec with
                {
                    Budget = new BudgetSpec(),
                    // Where programs run changes no result.
                    Objective = spec.Objective is ExternalSpec external ? external with { Slots = [] } : spec.Objective,
                })));

    /// <summary>XXH3 with 128 bits, in 32 hexadecimal digits. It tells studies apart, not attackers from users.</summary>
    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(XxHash128.Hash(bytes));
}
