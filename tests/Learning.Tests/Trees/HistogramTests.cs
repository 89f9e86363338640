using CsCheck;
using ServerlessTuner.Core.Learning.Trees;
using ServerlessTuner.Core.Learning.Trees.Growing;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Learning.Tests.Trees;

public sealed class HistogramTests
{
    private static readonly Gen<(int Rows, int Columns, ulong Seed)> Inputs =
        Gen.Select(Gen.Int[1, 300], Gen.Int[1, 21], Gen.ULong);

    [Fact]
    public void Add_AnyOrderAndParts_GivesTheSameExactSums() => Inputs.Sample(input =>
    {
        (byte[] bins, long[] packed, float[] gradients, float[] hessians, GradientScale scale) = Make(input);
        int[] rows = Enumerable.Range(0, input.Rows).ToArray(), shuffled = [.. rows];
        var random = new RandomStream(input.Seed, 1);
        for (int i = shuffled.Length - 1; i > 0; i--)
        {
            int other = random.NextInt(i + 1);
            (shuffled[i], shuffled[other]) = (shuffled[other], shuffled[i]);
        }

        long[] whole = Histogram(bins, packed, rows, input.Columns), mixed = Histogram(bins, packed, shuffled, input.Columns);
        Assert.Equal(whole, mixed);
        long[] part = Histogram(bins, packed, shuffled[..(input.Rows / 3)], input.Columns);
        long[] rest = Histogram(bins, packed, shuffled[(input.Rows / 3)..], input.Columns);
        GradientHistogram.Subtract(whole, part);
        Assert.Equal(rest, whole);
        // The sums are those of the numbers before packing, but for half a quantum a row: nothing has overflowed.
        long sum = 0;
        foreach (long cell in mixed.AsSpan(0, BinnedTable.MaxBins))
            sum += cell;
        double quantum = 1 / scale.GradientQuanta, hessianQuantum = 1 / scale.HessianQuanta;
        Assert.Equal(gradients.Sum(static g => (double)g), GradientScale.GradientOf(sum) * quantum, (input.Rows * quantum / 2) + 1e-9);
        Assert.Equal(hessians.Sum(static h => (double)h), GradientScale.HessianOf(sum) * hessianQuantum, (input.Rows * hessianQuantum / 2) + 1e-9);
    });

    [Fact]
    public void For_AllOfOneSign_NeverOverflows() => Gen.Select(Gen.Int[1, 100_000], Gen.Double[1e-12, 1e12]).Sample((rows, size) =>
    {
        var scale = GradientScale.For(rows, rows * size, rows * size);
        double most = (rows * size * scale.GradientQuanta) + (rows / 2.0);
        Assert.InRange(most, 0, int.MaxValue);
        Assert.True(most > int.MaxValue / 5.0, "Precision is wasted.");
    });

    [Theory]
    [InlineData(524_288)]
    [InlineData(524_304)]
    [InlineData(3_000_000)]
    public void Pack_MoreThanHalfAMillionRowsOfOneSign_NeverOverflowsAndStaysTrue(int rows)
    {
        // All gradients alike: nothing cancels, and each is rounded the same way but for the golden sequence.
        float[] gradients = new float[rows + 16], hessians = new float[rows + 16];
        Array.Fill(gradients, -0.7311f, 0, rows);
        Array.Fill(hessians, 0.1966f, 0, rows);
        var scale = GradientScale.For(gradients, hessians, rows);
        long[] packed = new long[(rows + 15) & ~15];
        scale.Pack(gradients, hessians, packed);
        long sum = 0, half = 0;
        for (int row = 0; row < rows; row++)
            (sum, half) = (sum + packed[row], row < rows / 2 ? half + packed[row] : half);

        foreach ((long part, int count) in new[] { (sum, rows), (half, rows / 2), (sum - half, rows - (rows / 2)) })
        {
            // To nearest the error of a row is half a quantum at most; above, that of all of them is below the square root of their number.
            double error = rows > 524_288 ? Math.Sqrt(count) : count / 2.0;
            Assert.Equal(-0.7311f * (double)count, GradientScale.GradientOf(part) / scale.GradientQuanta, error / scale.GradientQuanta);
            Assert.Equal(0.1966f * (double)count, GradientScale.HessianOf(part) / scale.HessianQuanta, error / scale.HessianQuanta);
        }
    }

    [Fact]
    public void Train_MoreThanHalfAMillionRows_FindsTheSplitAndItsValues()
    {
        // A third of the rows are of class 1 where the feature is small, two thirds elsewhere.
        const int Rows = 540_000;
        float[] values = [.. Enumerable.Range(0, Rows).Select(row => (float)(row % 100))];
        float[] labels = [.. values.Select((value, row) => row / 100 % 3 < (value < 40 ? 1 : 2) ? 1f : 0)];
        var table = new Core.Learning.Data.FeatureTable(["f"], [values]);
        BoosterParameters parameters = BoosterParameters.XGBoost with { Trees = 1, MaxDepth = 1, LearningRate = 1, RegLambda = 0 };
        BinnedTable bins = BinnedTable.Create(table, [.. Enumerable.Range(0, Rows)], [], parameters.Kind, parameters.MaxBin);
        double[] probabilities = Booster.Train(bins, new BoosterTargets(labels, null), parameters).Predict(table)[0];

        // One Newton step from one half: ±(1/6)/(1/4).
        double step = 1 / (1 + Math.Exp(-2.0 / 3));
        Assert.Equal(1 - step, probabilities[0], 1e-4);
        Assert.Equal(1 - step, probabilities[39], 1e-4);
        Assert.Equal(step, probabilities[40], 1e-4);
        Assert.Equal(step, probabilities[99], 1e-4);
    }

    [Fact]
    public void Best_EveryVectorWidth_FindsTheSameSplit() => Gen.Select(Gen.Int[1, 256], Gen.ULong, Gen.Bool, Gen.Int[0, 2], Gen.Int[1, 400]).Sample(
        (count, seed, last, alpha, spread) =>
        {
            var random = new RandomStream(seed, 0);
            long[] sums = new long[(count + 7) & ~7];
            long sum = 0;
            for (int bin = 0; bin < sums.Length; bin++)
            {
                // Empty bins make ties.
                if (bin < count && random.NextInt(3) > 0)
                    sum += ((long)(random.NextInt(spread) - (spread / 2)) << 32) + random.NextInt(spread);
                sums[bin] = sum;
            }

            long missing = random.NextInt(2) == 0 ? 0 : (7L << 32) + 3;
            var terms = new GainTerms(
                GradientScale.GradientOf(sum + missing), GradientScale.HessianOf(sum + missing), alpha, random.NextInt(3), 1 + random.NextInt(5));
            (double Score, int Bin) plain = GainScan.Best(VectorWidth.Scalar, sums, sums.Length, missing, terms, last);
            foreach (VectorWidth width in VectorWidths.Supported)
            {
                (double score, int bin) = GainScan.Best(width, sums, sums.Length, missing, terms, last);
                Assert.Equal(plain.Score, score);
                if (score > GainScan.None)
                    Assert.Equal(plain.Bin, bin);
            }
        });

    [Fact]
    public void Split_EveryVectorWidth_PartsRowsInOrder() => Inputs.Sample(input =>
    {
        var random = new RandomStream(input.Seed, 2);
        byte[] column = new byte[input.Rows + BinnedTable.Padding];
        for (int row = 0; row < input.Rows; row++)
            column[row] = (byte)random.NextInt(256);
        int missing = 20 + random.NextInt(230);
        var split = new Split { Bin = random.NextInt(missing), DefaultLeft = random.NextInt(2) == 0 };
        SplitRule rule = SplitRule.Of(split, missing);
        int[] GoLeft(bool left) => [.. Enumerable.Range(0, input.Rows).Where(
            row => column[row] <= missing && (column[row] == missing ? split.DefaultLeft : column[row] <= split.Bin) == left)];
        for (int row = 0; row < input.Rows; row++)
            column[row] = Math.Min(column[row], (byte)missing);
        foreach (VectorWidth width in VectorWidths.Supported)
        {
            var partition = new RowPartition(input.Rows, input.Rows, width);
            partition.TakeAll();
            (RowRange left, RowRange right) = partition.Split(partition.Bag, column, rule);
            Assert.Equal(GoLeft(true), partition[left].ToArray());
            Assert.Equal(GoLeft(false), partition[right].ToArray());
        }
    });

    [Fact]
    public void Draw_EveryVectorWidth_TakesTheSameShare() => Gen.Select(Gen.Int[1, 3000], Gen.Double[0.01, 0.99], Gen.ULong).Sample(
        (rows, chance, seed) =>
        {
            int[][] bags = [.. VectorWidths.Supported.Select(width =>
            {
                var partition = new RowPartition(rows, rows + 5, width);
                partition.Draw(chance, new RandomStream(seed, 0));
                int[] bag = partition[partition.Bag].ToArray();
                Assert.Equal(Enumerable.Range(0, rows + 5), bag.Concat(partition[partition.Riders].ToArray()).Order());
                return bag;
            })];
            Assert.All(bags, bag => Assert.Equal(bags[0], bag));
            double deviations = Math.Abs(bags[0].Length - (rows * chance)) / Math.Sqrt((rows * chance * (1 - chance)) + 1);
            Assert.True(deviations < 7, $"{bags[0].Length} of {rows} at {chance}");
        });

    private static (byte[] Bins, long[] Packed, float[] Gradients, float[] Hessians, GradientScale Scale) Make(
        (int Rows, int Columns, ulong Seed) input)
    {
        var random = new RandomStream(input.Seed, 0);
        int padded = (input.Rows + 15) & ~15;
        byte[] bins = new byte[(input.Rows * input.Columns) + BinnedTable.Padding];
        for (int i = 0; i < bins.Length; i++)
            bins[i] = (byte)random.NextInt(256);
        (float[] gradients, float[] hessians) = (new float[padded], new float[padded]);
        for (int row = 0; row < input.Rows; row++)
            (gradients[row], hessians[row]) = ((float)random.NextNormal(), (float)random.NextDouble());
        var scale = GradientScale.For(gradients, hessians, input.Rows);
        long[] packed = new long[padded];
        scale.Pack(gradients, hessians, packed);
        return (bins, packed, gradients, hessians, scale);
    }

    private static long[] Histogram(byte[] bins, long[] packed, int[] rows, int columns)
    {
        long[] cells = new long[columns * BinnedTable.MaxBins];
        int[] padded = [.. rows, .. new int[GradientHistogram.Ahead]];
        GradientHistogram.Add(bins, columns, columns, packed, padded.AsSpan(0, rows.Length), cells);
        return cells;
    }
}
