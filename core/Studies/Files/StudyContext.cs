using ServerlessTuner.Core.Model.Expressions;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>What all parts of the reader share while one file is read.</summary>
internal sealed class StudyContext(StudyFileOptions options, ProblemList problems)
{
    /// <summary>The problems found so far.</summary>
    public ProblemList Problems { get; } = problems;

    /// <summary>The names that exist.</summary>
    public StudyCatalog Catalog { get; } = options.Catalog;

    /// <summary>How the file is read.</summary>
    public StudyFileOptions Options { get; } = options;

    /// <summary>What the user should know about how the file was understood.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>
    /// Whether the file is a W&amp;B sweep, which has a method and no strategy or function: then W&amp;B's refusals hold as well.
    /// </summary>
    public bool IsSweep { get; set; }

    /// <summary>Reports a fault in an expression.</summary>
    public void Reject(StudyNode node, string path, ExpressionFault fault)
    {
        // Within braces or brackets YAML ends an unquoted value at a comma, and cuts the arguments of a function apart.
        string remedy = fault.IsUnclosed ? "Where the value stands in braces or brackets, put quotes around all of it." : string.Empty;
        Problems.Add(node, path, $"{path} is '{node.Text}', and at {fault}", remedy);
    }
}
