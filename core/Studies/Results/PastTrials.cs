using System.Globalization;
using CsvHelper;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>Reads trials back from <c>stage1_results.csv</c> or the <c>tuning_results.csv</c> of a study with one stage.</summary>
public static class PastTrials
{
    /// <summary>Reads all trials, in the order of the file: best first.</summary>
    /// <param name="content">The file.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="spec">The study whose file it is.</param>
    /// <exception cref="InvalidInputException">A column is missing, or a field is no value of its parameter.</exception>
    public static IReadOnlyList<PastTrial> Read(ReadOnlyMemory<byte> content, string name, StudySpec spec)
    {
        using CsvReader csv = CsvReader.Create(content, new CsvReaderOptions { Separator = ',', HasHeader = false, TrackLineNumbers = true });
        string[] header = csv.Read() ? [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)] : [];
        int Column(string column) => Array.IndexOf(header, column) is var index and >= 0 ? index : throw new InvalidInputException(
            $"{name}:1", $"The column {column} is missing, so this is no result file of the study '{spec.Name}'. Run the study again.");
        int trial = Column("trial"), failure = Column("failure"), score = Column(spec.Stages[0].Scenarios.Count > 1 ? "score" : $"score_{spec.Stages[0].Scenarios[0]}");
        int[] columns = [.. spec.Space.Parameters.Select(parameter => Column(parameter.Name))];

        var trials = new List<PastTrial>();
        while (csv.Read())
        {
            var names = new List<string>();
            var values = new List<ParameterValue>();
            for (int i = 0; i < columns.Length; i++)
            {
                Parameter parameter = spec.Space.Parameters[i];
                string field = csv.GetString(columns[i]);
                if (field.Length == 0 && parameter.When is { Count: > 0 })
                    continue;
                names.Add(parameter.Name);
                values.Add(Value(parameter, field) ?? throw new InvalidInputException($"{name}:{csv.LineNumber}", $"'{field}' is no value of {parameter.Name}. Run the study again."));
            }

            double value = csv.GetString(failure).Length == 0 && double.TryParse(csv.GetString(score), NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed) ? parsed : double.NaN;
            trials.Add(new PastTrial(long.Parse(csv.GetString(trial), CultureInfo.InvariantCulture), new ParameterSet([.. names], [.. values]), value));
        }

        return trials;
    }

    private static ParameterValue? Value(Parameter parameter, string field)
    {
        IEnumerable<ParameterValue> choices = parameter.Distribution switch
        {
            CategoricalDistribution categorical => categorical.Values,
            ConstantDistribution constant => [constant.Value],
            _ => [],
        };
        foreach (ParameterValue choice in choices)
        {
            // Text that a spreadsheet would run carries an apostrophe in the file.
            string written = choice.ToString();
            if (written == field || (field.StartsWith('\'') && written == field[1..]))
                return choice;
        }

        if (double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
            return parameter.Distribution.Normalize(ParameterValue.Of(number));
        return null;
    }
}
