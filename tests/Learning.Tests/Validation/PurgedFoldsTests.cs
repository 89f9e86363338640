using CsCheck;
using ServerlessTuner.Core.Learning.Validation;

namespace ServerlessTuner.Learning.Tests.Validation;

public class PurgedFoldsTests
{
    private static LabelSpans Spans(int count, int reach) =>
        new([.. Enumerable.Range(0, count).Select(i => (long)i)], [.. Enumerable.Range(0, count).Select(i => (long)i + reach)]);

    private static int[] Train(int count, int first, int last, int reach = 2, int embargo = 0) =>
        Purge.Train(Spans(count, reach), [.. Enumerable.Range(0, count)], [new TimeRange(first, last + 1)], embargo);

    // Two well-known libraries keep 5 and 6, whose labels end at 7 and 8.
    [Fact]
    public void Train_LabelsThatReachIntoTheHeldOut_AreLeftOut() =>
        Assert.Equal([0, 1, 2, 3, 4, 16, 17, 18, 19], Train(20, 7, 13));

    [Fact]
    public void Train_AfterTheHeldOut_BeginsWhereItsLabelsEnd() => Assert.Equal([5, 6, 7, 8, 9], Train(10, 1, 2));

    [Fact]
    public void Train_HeldOutAtTheEnd_KeepsWhatEndsBefore() => Assert.Equal([0, 1, 2, 3, 4, 5], Train(10, 8, 9));

    [Theory]
    [InlineData(0, new[] { 8, 9, 10, 11 }, new[] { 4, 5, 6, 7 }, new[] { 0, 1, 2, 3 }, 0)]
    [InlineData(1, new[] { 9, 10, 11 }, new[] { 5, 6 }, new[] { 0, 1, 2 }, 0)]
    [InlineData(0, new[] { 9, 10, 11 }, new[] { 5, 6, 7 }, new[] { 0, 1, 2, 3 }, 1)]
    public void Combinatorial_TwelveInThreeParts_KnownSplits(int reach, int[] first, int[] second, int[] third, int embargo)
    {
        CombinatorialFolds folds = CombinatorialFolds.Of(Spans(12, reach), parts: 3, heldOut: 2, embargo);

        Assert.Equal([first, second, third], folds.Splits.Select(split => split.Train));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], folds.Splits[0].Test);
    }

    [Fact]
    public void Combinatorial_FiveChooseTwo_HasTenSplitsAndFourPaths()
    {
        CombinatorialFolds folds = CombinatorialFolds.Of(Spans(40, 1), parts: 5, heldOut: 2, embargo: 0);

        Assert.Equal((10, 4), (folds.Splits.Count, folds.Paths.Count));
        foreach (IReadOnlyList<int> path in folds.Paths)
        {
            for (int part = 0; part < 5; part++)
                Assert.Subset(folds.Splits[path[part]].Test.ToHashSet(), folds.Parts[part].ToHashSet());
        }

        // Every prediction of a part serves one path.
        for (int part = 0; part < 5; part++)
            Assert.Equal(4, folds.Paths.Select(path => path[part]).Distinct().Count());
    }

    [Fact]
    public void KFold_WithoutReach_IsPlainCrossValidation()
    {
        IReadOnlyList<Fold> folds = PurgedFolds.KFold(Spans(11, 0), folds: 3, embargo: 0);

        Assert.Equal([[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10]], folds.Select(fold => fold.Test));
        Assert.All(folds, fold => Assert.Equal(Enumerable.Range(0, 11), fold.Train.Concat(fold.Test).Order()));
    }

    [Fact]
    public void WalkForward_Expanding_TrainsOnAllBefore()
    {
        IReadOnlyList<Fold> folds = PurgedFolds.WalkForward(Spans(12, 1), folds: 3, rolling: false);

        Assert.Equal([[3, 4, 5], [6, 7, 8], [9, 10, 11]], folds.Select(fold => fold.Test));
        Assert.Equal([[0, 1], [0, 1, 2, 3, 4], [0, 1, 2, 3, 4, 5, 6, 7]], folds.Select(fold => fold.Train));
    }

    [Fact]
    public void WalkForward_Rolling_TrainsOnThePartBefore() =>
        Assert.Equal(
            [[0, 1], [3, 4], [6, 7]], PurgedFolds.WalkForward(Spans(12, 1), folds: 3, rolling: true).Select(fold => fold.Train));

    [Fact]
    public void KFold_SymbolsAtTheSameTimes_AreCutTogether()
    {
        var spans = new LabelSpans([0, 0, 1, 1, 2, 2, 3, 3], [0, 0, 1, 1, 2, 2, 3, 3]);

        Assert.Equal([[0, 1, 2, 3], [4, 5, 6, 7]], PurgedFolds.KFold(spans, folds: 2, embargo: 0).Select(fold => fold.Test));
    }

    // Whatever the labels: nothing trained on meets what is held out, and everything else but the embargo is trained on.
    [Fact]
    public void KFold_RandomLabels_NeverShareInformation() =>
        Gen.Select(Gen.Int[0, 40].Array[5, 60], Gen.Int[0, 9], Gen.Int[2, 5], Gen.Int[0, 4]).Sample((starts, reach, parts, embargo) =>
        {
            long[] begin = [.. starts.Select(start => (long)start)];
            long[] end = [.. starts.Select((start, i) => (long)start + ((i * 7) % (reach + 1)))];
            var spans = new LabelSpans(begin, end);
            if (spans.Times < parts)
                return;
            foreach (Fold fold in PurgedFolds.KFold(spans, parts, embargo))
            {
                long from = fold.Test.Min(row => begin[row]), to = fold.Test.Max(row => end[row]);
                Assert.All(fold.Train, row => Assert.True(end[row] < from || begin[row] > to));
                Assert.Empty(fold.Train.Intersect(fold.Test));
                long[] after = [.. begin.Where(start => start > to).Distinct().Order().Take(embargo)];
                for (int row = 0; row < begin.Length; row++)
                {
                    if (end[row] < from || (begin[row] > to && !after.Contains(begin[row])))
                        Assert.Contains(row, fold.Train);
                }

                Assert.All(after, time => Assert.DoesNotContain(fold.Train, row => begin[row] == time && !(end[row] < from)));
            }
        });
}
