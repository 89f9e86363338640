using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Studies.Tests.Files;

/// <summary>The quick reader reads what study files use, and always as the full parser does.</summary>
public class PlainYamlTests
{
    [Fact]
    public void TryRead_Examples_AreReadWithoutTheFullParser()
    {
        foreach (string file in Directory.GetFiles(Examples.Folder, "*.yaml", SearchOption.AllDirectories))
        {
            Assert.True(PlainYaml.TryRead(File.ReadAllText(file), "f.yaml", out StudyNode? root), file);
            Assert.Equal(Dump(YamlTree.ReadFully(File.ReadAllText(file), "f.yaml", new ProblemList())), Dump(root));
        }
    }

    [Theory]
    [InlineData("a: 1\nb: x y z # note\nc: 'it''s' # note\nd: \"q # q\"\ne:\nf: ~\n")]
    [InlineData("a:\n- 1\n- b: 2\n  c: 3\n-   d: 4\n    e:\n      - 5\n")]
    [InlineData("a:\n  - [1, 2,\n     3] # three\n  - {x: 1, \"y\": 'b',\n     z: [] }\nb: {}\n")]
    [InlineData("{\"a\": {\"b\": [1, 2.5, \"x\", null, true]}, \"c\": \"d\"}")]
    [InlineData("{\n  \"a\": 1,\n  \"b\": [\n    1,\n    2\n  ]\n}\n")]
    [InlineData("- ${env}\n")]
    [InlineData("command:\n  - ${env}\n  - ${program}\n")]
    [InlineData("a: http://x#y\nb: a#b\nc: -5\nd: -.inf\ne: 1e-4\n")]
    [InlineData("a: fast < slow and x == 'y'\r\nb: [fast < slow]\r\n")]
    public void TryRead_IsTheTreeOfTheFullParser(string text)
    {
        string expected = Dump(YamlTree.ReadFully(text, "f.yaml", new ProblemList()));

        if (PlainYaml.TryRead(text, "f.yaml", out StudyNode? root))
            Assert.Equal(expected, Dump(root));
        else
            Assert.StartsWith("-", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fx-two-stage.yaml")]
    [InlineData("fx-refine.yaml")]
    [InlineData("sweeps/xgboost_sweep.yaml")]
    public void TryRead_MutatedFile_IsTheTreeOfTheFullParserOrNothing(string name)
    {
        string original = Examples.Read(name);
        int read = 0;
        for (int seed = 0; seed < FuzzTests.Rounds * 3; seed++)
        {
            string text = FuzzTests.Mutate(original, new Random(seed));
            if (!PlainYaml.TryRead(text, "f.yaml", out StudyNode? root))
                continue;
            read++;
            var problems = new ProblemList();
            string expected;
            try
            {
                expected = Dump(YamlTree.ReadFully(text, "f.yaml", problems));
                problems.ThrowIfAny();
            }
            catch (InvalidInputException fault)
            {
                expected = fault.Message;
            }

            Assert.True(expected == Dump(root), $"Seed {seed}:\n{text}\nfull:\n{expected}\nquick:\n{Dump(root)}");
        }

        Assert.True(read > FuzzTests.Rounds / 2, $"Only {read} were read.");
    }

    private static string Dump(StudyNode node) => node.Kind switch
    {
        NodeKind.Scalar => $"{node.Place} {node.Value.Kind} {node.Text}\n",
        NodeKind.List => $"{node.Place} {node.Weight} [\n{string.Concat(node.Items.Select(Dump))}]\n",
        _ => $"{node.Place} {node.Weight} "
            + $"{{\n{string.Concat(node.Members.Select(member => $"{member.Place} {member.Name}: {Dump(member.Node)}"))}}}\n",
    };
}
