using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using ServerlessTuner.Cli.Tests.Serving;
using ServerlessTuner.Core.Market;
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

    private static readonly string[] Bars =
    [
        "time,open,high,low,close,volume\n2021-01-04T00:00:00Z,1.1,1.2,1.0,1.15,10\n2021-01-04T01:00:00Z,1.15,1.16,1.1,1.12,7\n"
            + "2021-01-04T02:00:00Z,1.12,1.13,1.11,1.12,3\n",
        "2021.01.04,00:00,1.1,1.2,1.0,1.15,10\n2021.01.04,01:00,1.15,1.16,1.1,1.12,7\n2021.01.04,02:00,1.12,1.13,1.11,1.12,3\n",
        "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n2021.01.04\t00:00:00\t1.1\t1.2\t1.0\t1.15\t9\t0\t5\n"
            + "2021.01.04\t01:00:00\t1.15\t1.16\t1.1\t1.12\t8\t0\t4\n",
        "timestamp;open;high;low;close\n1609718400;1,1;1,2;1,0;1,15\n1609722000;1,15;1,16;1,1;1,12\n",
    ];

    private static readonly string[] BarPieces =
    [
        ",", ";", "\t", "\n", "\r\n", "\"", "-", ".", "1e308", "NaN", "-1", "0", "9999-12-31", "0001-01-01", "Z", "+14:00", "\0", "\ufeff",
        "\ud83d\ude00",
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
            byte[] body = Encoding.UTF8.GetBytes(Mutation.Mutate(Studies[random.Next(Studies.Length)], Pieces, random));
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

    [Fact]
    public async Task Validate_Mutants_EndWithZeroOrTwo()
    {
        Random random = Chaos.Random(6);
        int count = Chaos.Count(16, 1000), valid = 0;
        string folder = Directory.CreateTempSubdirectory("chaos").FullName;
        try
        {
            for (int i = 0; i < count; i++)
            {
                string path = Path.Combine(folder, "study.yaml"), study = Mutation.Mutate(Studies[random.Next(3)], Pieces, random);
                await File.WriteAllTextAsync(path, study);
                (int code, _, string error) = await Tuner.RunAsync(["validate", path]).WaitAsync(Patience * 6);
                Assert.True(code is 0 or 2, $"Mutant {i}, seed {Chaos.Seed}: {code}\n{error}\n{study}");
                Assert.True(code == 0 || error.Length is > 0 and < 1_000_000, $"Mutant {i}, seed {Chaos.Seed}: {error.Length} characters");
                valid += code == 0 ? 1 : 0;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Chaos.Report(output, "commands", $"{count} mutants by the real command, {valid} of them valid, 0 crashes");
    }

    [Fact]
    public void Read_MutatedBars_AreReadOrRefused()
    {
        Random random = Chaos.Random(8);
        int count = Chaos.Count(4000, 1_000_000), read = 0;
        TimeSpan worst = TimeSpan.Zero;
        for (int i = 0; i < count; i++)
        {
            byte[] content = Encoding.UTF8.GetBytes(Mutation.Mutate(Bars[random.Next(Bars.Length)], BarPieces, random));
            if (random.Next(4) == 0)
                content = Mutation.Damage(content, random);
            if (random.Next(8) == 0)
                content = Zip(content);
            long start = Stopwatch.GetTimestamp();
            try
            {
                read += BarReader.Read(content, "bars.csv").Bars.Count > 0 ? 1 : 0;
            }
            catch (InvalidInputException)
            {
                // Refused by name.
            }
            catch (Exception fault)
            {
                Assert.Fail($"Mutant {i}, seed {Chaos.Seed}: {fault}\n{Convert.ToBase64String(content)}");
            }

            TimeSpan took = Stopwatch.GetElapsedTime(start);
            worst = took > worst ? took : worst;
            Assert.True(took < Patience, $"Mutant {i}, seed {Chaos.Seed} took {took}.");
        }

        Assert.InRange(read, 1, count);
        Chaos.Report(output, "bars", $"{count} mutants, {read} of them read, 0 unhandled, slowest {worst.TotalMilliseconds:F0} ms");
    }

    private static byte[] Zip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(content);
        return packed.ToArray();
    }
}
