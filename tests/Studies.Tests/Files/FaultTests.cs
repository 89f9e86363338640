using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Studies.Files;

namespace ServerlessTuner.Studies.Tests.Files;

/// <summary>Every kind of bad study file with its whole message. The cases are in FaultCases.txt, beside this file.</summary>
public class FaultTests
{
    public static TheoryData<string, string, string> Cases()
    {
        var cases = new TheoryData<string, string, string>();
        foreach (
            string block in File.ReadAllText(Path.Combine(Examples.Root, "tests/Studies.Tests/Files/FaultCases.txt")).Split("\n=== ")[1..])
        {
            string[] parts = block.Split("\n~~~\n");
            string[] head = parts[0].Split('\n', 2);
            cases.Add(head[0], head.Length > 1 ? head[1] + "\n" : string.Empty, parts[1].TrimEnd('\n'));
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Parse_BadFile_SaysWhereWhatAndHow(string name, string text, string messages)
    {
        var fault = Assert.Throws<InvalidInputException>(() => StudyFile.Parse(text, "study.yaml"));

        Assert.True(messages == string.Join('\n', fault.Problems), $"{name}:\n{fault.Message}");
    }
}
