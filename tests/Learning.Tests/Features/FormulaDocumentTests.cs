using System.Text;
using ServerlessTuner.Core.Backtesting.Formulas;
using ServerlessTuner.Core.Backtesting.Formulas.Functions;
using ServerlessTuner.Core.Learning.Features;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Expressions;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Learning.Tests.Features;

/// <summary>
/// docs/formulas.md says what is there: its lists are those of the code, its faults are given, its examples run. To renew the lists:
/// <c>TUNER_UPDATE=1 dotnet test tests/Learning.Tests --filter FormulaDocument</c>.
/// </summary>
public class FormulaDocumentTests
{
    private static readonly string File = Find();

    [Fact]
    public void Lists_OfTheDocument_AreThoseOfTheCode()
    {
        string text = System.IO.File.ReadAllText(File);
        string renewed = Renewed(Renewed(Renewed(text, "names", Names()), "functions", Functions()), "features", Features());
        if (Environment.GetEnvironmentVariable("TUNER_UPDATE") == "1")
            System.IO.File.WriteAllText(File, renewed);
        else
            Assert.Equal(renewed, text);
    }

    [Fact]
    public void Faults_OfTheDocument_AreGiven()
    {
        string[][] rows = Rows("## What is wrong");

        Assert.InRange(rows.Length, 5, 50);
        foreach (string[] row in rows)
        {
            Assert.False(new FormulaScope([]).TryCompile(row[0].Trim('`'), out _, out ExpressionFault? fault), row[0]);
            Assert.Equal(row[1], fault.ToString());
        }
    }

    [Fact]
    public void Examples_OfTheDocument_AreDefinedOnMadeUpBars()
    {
        Bars bars = BarGenerator.Generate(new() { Bars = 3000 });
        string[][] rows = Rows("## Examples");

        Assert.InRange(rows.Length, 5, 50);
        foreach (string[] row in rows)
        {
            FormulaNode node = new FormulaScope(["fast", "slow"]).Compile(row[1].Trim('`')).Bind(
                new ParameterSet(["fast", "slow"], [ParameterValue.Of(10L), ParameterValue.Of(30L)]));
            double[] values = new FormulaMarket([bars])["EURUSD"].Values(node);
            Assert.True(values[200..].Distinct().Count() > 1 && !values[200..].Any(double.IsNaN), row[1]);
        }
    }

    [Fact]
    public void Definitions_InTheLanguage_Compile()
    {
        var scope = new FormulaScope([]);
        foreach (FunctionDefinition function in FormulaFunctions.All)
        {
            string arguments = string.Join(", ", function.Arguments.Select(argument => argument.Default
                ?? (argument.Kind == ArgumentKind.Series ? "close" : "7")));
            if (function.Arguments.All(argument => argument.Kind != ArgumentKind.Text))
                Assert.True(scope.TryCompile($"{function.Name}({arguments})", out _, out ExpressionFault? fault), $"{function.Name}: {fault}");
            // What may be left out comes last, or is a source in front.
            bool[] required = [.. function.Arguments.Skip(function.Fewest < function.Arguments.Count
                && function.Arguments[0].Kind == ArgumentKind.Series && function.Arguments[0].Default is not null ? 1 : 0)
                .Select(argument => argument.Default is null)];
            Assert.Equal(required.OrderDescending(), required);
        }
    }

    private static string Names() =>
        Table(["name", "is"], FormulaFunctions.BarNames.Select(name => (string[])[$"`{name.Name}`", name.Summary]));

    private static string Functions() => Table(["function", "is", "definition"], FormulaFunctions.All.Select(function => (string[])
    [
        $"`{function.Signature}`",
        function.Summary,
        FormulaFunctions.DefinitionOf(function.Name) is string body ? $"`{body}`" : string.Empty,
    ]));

    private static string Features() =>
        Table(["feature", "is"], DefaultFeatures.All.Select(feature => (string[])[$"`{feature.Name}`", $"`{feature.Expression}`"]));

    private static string Table(string[] head, IEnumerable<string[]> rows)
    {
        var text = new StringBuilder();
        foreach (string[] row in rows.Prepend([.. head.Select(_ => "---")]).Prepend(head))
            text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        return text.ToString();
    }

    private static string Renewed(string text, string list, string content)
    {
        string open = $"<!-- {list} -->\n", close = $"<!-- /{list} -->";
        int start = text.IndexOf(open, StringComparison.Ordinal) + open.Length, end = text.IndexOf(close, StringComparison.Ordinal);
        return text[..start] + content + text[end..];
    }

    private static string[][] Rows(string heading)
    {
        string text = System.IO.File.ReadAllText(File);
        text = text[text.IndexOf(heading, StringComparison.Ordinal)..];
        return [.. text.Split("\n## ")[0].Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Contains('`'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1])];
    }

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder!.FullName, "ServerlessTuner.sln")))
            folder = folder.Parent;
        return Path.Combine(folder.FullName, "docs", "formulas.md");
    }
}
