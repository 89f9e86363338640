using System.Diagnostics;
using System.Text;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Studies.Files;
using Xunit.Abstractions;

namespace ServerlessTuner.Chaos.Tests;

/// <summary>Study files and requests that were mutated: each is read or refused by name, in little time and memory.</summary>
public class MutationTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly string[] Studies =
    [
        "name: a\nfunction: sphere\nparameters: {x: {min: 0, max: 9}, y: {values: [1, 2.5, 'a']}}\nsampler: {name: tpe, "
            + "n_startup_trials: 5}\npruner: median\ntrials: 20\nconstraints: [x < 8]\n",
        "data:\n  EURUSD: {synth: {seed: 1, bars: 300, interval: 1h, start: 2021-01-04, price: 1.10}}\nstrategy: "
            + "ma_cross\nparameters:\n  fast: [3, 5, 8]\n  slow: {min: 20, max: 50, step: 10}\nstages:\n  - {scenarios: [B], keep: 5}\n "
                + " - {scenarios: [A, B, C]}\nmetric: {name: q, expression: 0.7*sharpe + 0.3*win_rate}\n",
        "program: train.py\nmethod: bayes\nmetric: {name: val/loss, goal: minimize}\nparameters:\n  lr: {distribution: "
            + "log_uniform_values, min: 0.0001, max: 0.1}\n  model: {parameters: {depth: {values: [1, 2]}}}\nearly_terminate: {type: "
                + "hyperband, min_iter: 3}\nrun_cap: 30\n",
        "{\"study_file\": \"function: sphere\\nparameters: {x: [1, 2]}\\n\", \"id\": \"a-1\", \"overrides\": {\"trials\": \"7\"}, "
            + "\"data\": {}}",
    ];

    private static readonly string[] Pieces =
        [
            "&a ",
            "*a",
            "{",
            "}",
            "[",
            "]",
            ": ",
            "- ",
            "\n",
            "  ",
            "'",
            "\"",
            "<<: *a",
            "null",
            "1e999",
            "-1",
            "9223372036854775808",
            "NaN",
            "..",
            "\ud83d\ude00",
            "\0",
            "min(",
            ")",
            "^",
            "1+",
            "x",
            "parameters: ",
            "!!int "
        ];

    [Fact]
    public void Parse_Mutants_AreReadOrRefused()
    {
        Random random = Chaos.Random(5);
        int count = Chaos.Count(4000, 1_000_000), read = 0;
        TimeSpan worst = TimeSpan.Zero;
        for (int i = 0; i < count; i++)
        {
            byte[] body = Encoding.UTF8.GetBytes(Mutate(Studies[random.Next(Studies.Length)], random));
            if (random.Next(10) == 0 && body.Length > 0)
                body[random.Next(body.Length)] ^= (byte)(1 << random.Next(8));
            long start = Stopwatch.GetTimestamp();
            try
            {
                StudyRequest request = StudyRequest.Parse(body, new ServiceLimits());
                Assert.Equal(StudyFile.Identity(request.Study), StudyFile.Identity(StudyFile.FromJson(StudyFile.ToJson(request.Study))));
                read++;
            }
            catch (InvalidInputException)
            {
                // Refused by name.
            }
            catch (Exception fault)
            {
                Assert.Fail($"Mutant {i}, seed {Chaos.Seed}: {fault}\n{Encoding.UTF8.GetString(body)}");
            }

            TimeSpan took = Stopwatch.GetElapsedTime(start);
            worst = took > worst ? took : worst;
            Assert.True(took < Patience, $"Mutant {i}, seed {Chaos.Seed} took {took}: {Encoding.UTF8.GetString(body)}");
        }

        Assert.InRange(read, 1, count);
        Chaos.Report(output, "mutants", $"{count} mutants, {read} of them valid, 0 unhandled, slowest {worst.TotalMilliseconds:F0} ms");
    }

    private static string Mutate(string text, Random random)
    {
        var mutant = new StringBuilder(text);
        for (int n = random.Next(1, 5); n > 0; n--)
        {
            int at = random.Next(mutant.Length + 1);
            switch (random.Next(4))
            {
                case 0:
                    mutant.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 1:
                    mutant.Remove(at, Math.Min(random.Next(6), mutant.Length - at));
                    break;
                case 2:
                    int length = Math.Min(random.Next(30), mutant.Length - at);
                    mutant.Insert(random.Next(mutant.Length + 1), mutant.ToString(at, length));
                    break;
                default:
                    mutant.Insert(at, string.Concat(Enumerable.Repeat(Pieces[random.Next(Pieces.Length)], random.Next(200))));
                    break;
            }
        }

        return mutant.ToString();
    }
}
