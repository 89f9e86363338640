using System.Runtime.InteropServices;
using ServerlessTuner.Core.Learning.Trees;
using ServerlessTuner.Core.Learning.Trees.Growing;
using ServerlessTuner.Learning.Tests.Support;

namespace ServerlessTuner.Bench;

/// <summary>
/// Seconds of one thread's processor time to train boosted trees on five folds, beside XGBoost 1.7.4 and LightGBM 4.7.0 in the same
/// process:
/// <c>dotnet run --project bench -c Release -- trees [ROWS] [REPETITIONS] [own | best]</c>. Engines are interleaved, the least of
/// the repetitions counts. Binning is not included, in either. <c>own</c>: without the peers, in all vector widths.
/// </summary>
internal static partial class TreeThroughput
{
    private const int Folds = 5, Rounds = 200, Features = 20, Depth = 6, Leaves = 31;

    public static void Run(string[] args)
    {
        int rows = args.Length > 0 ? int.Parse(args[0]) : 87_500;
        int repetitions = args.Length > 1 ? int.Parse(args[1]) : 3;
        string only = args.Length > 2 ? args[2] : string.Empty;
        var data = new TreeData(rows, Features);
        Console.WriteLine(
            $"{Folds} folds, {rows * (Folds - 1) / Folds:N0} rows × {Features}, {Rounds} trees, 0.8 of rows and columns; "
                + $"widest {VectorWidths.Best}");
        Compare(data, BoosterKind.XGBoost, repetitions, only, "xgboost");
        Compare(data, BoosterKind.LightGbm, repetitions, only, "lightgbm");
    }

    private static void Compare(TreeData data, BoosterKind kind, int repetitions, string only, string peer)
    {
        (int[] Training, int[] Validation)[] folds = [.. Enumerable.Range(0, Folds).Select(fold => data.Fold(fold, Folds))];
        double began = ThreadSeconds();
        BoosterParameters parameters = ParametersOf(kind);
        BinnedTable[] binned = [.. folds.Select(
            fold => BinnedTable.Create(data.Table, fold.Training, fold.Validation, kind, parameters.MaxBin))];
        Console.WriteLine($"{kind}: binning {ThreadSeconds() - began:F2} s");
        var times = new Dictionary<string, double>();
        var losses = new Dictionary<string, double>();
        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            foreach (VectorWidth width in VectorWidths.Supported.Reverse())
            {
                if (only == "own" || (width == VectorWidths.Best && (only is "" or "best")))
                    Measure($"own {width}", () => Own(data, binned, folds, parameters, width));
            }

            if (only.Length == 0)
                Measure(peer, () => kind == BoosterKind.XGBoost ? XGBoost(data, folds) : LightGbm(data, folds));
        }

        foreach ((string name, double time) in times)
        {
            string ratio = times.TryGetValue(peer, out double other)
                ? $"{other / time,7:F2} ×  log-loss ratio {losses[name] / losses[peer]:F4}"
                : string.Empty;
            Console.WriteLine($"{name,-16}{time,8:F3} s  log loss {losses[name]:F5}{ratio}");
        }

        void Measure(string name, Func<(double Seconds, double Loss)> train)
        {
            (double seconds, losses[name]) = train();
            times[name] = Math.Min(seconds, times.GetValueOrDefault(name, double.PositiveInfinity));
        }
    }

    private static BoosterParameters ParametersOf(BoosterKind kind) =>
        (kind == BoosterKind.XGBoost
            ? BoosterParameters.XGBoost with { MaxDepth = Depth, MaxBin = 255 }
            : BoosterParameters.LightGbm with { NumLeaves = Leaves, SubsampleFreq = 1 })
        with
        { Trees = Rounds, LearningRate = 0.1, Subsample = 0.8, ColsampleByTree = 0.8 };

    private static (double Seconds, double Loss) Own(
        TreeData data, BinnedTable[] binned, (int[] Training, int[] Validation)[] folds, BoosterParameters parameters, VectorWidth width)
    {
        double seconds = 0, loss = 0;
        for (int fold = 0; fold < Folds; fold++)
        {
            double began = ThreadSeconds();
            TreeModel model = Booster.Train(binned[fold], new BoosterTargets(data.Labels), parameters, null, width, default);
            seconds += ThreadSeconds() - began;
            double[] predictions = model.Predict(data.Table)[0];
            loss += LogLoss(folds[fold].Validation.Select(row => predictions[row]), data, folds[fold].Validation);
        }

        return (seconds, loss / Folds);
    }

    private static (double Seconds, double Loss) XGBoost(TreeData data, (int[] Training, int[] Validation)[] folds)
    {
        double seconds = 0, loss = 0;
        foreach ((int[] training, int[] validation) in folds)
        {
            float[] labels = [.. training.Select(row => data.Labels[row])];
            using var peer = new XGBoostLibrary(
                data.RowMajor(training),
                labels,
                [("objective", "binary:logistic"), ("tree_method", "hist"), ("max_depth", $"{Depth}"), ("eta", "0.1"), ("subsample", "0.8"),
                    ("colsample_bytree", "0.8"), ("max_bin", "255")]);
            // The first round makes the bins.
            peer.Train(1);
            double began = ThreadSeconds();
            peer.Train(Rounds - 1);
            seconds += (ThreadSeconds() - began) * Rounds / (Rounds - 1);
            float[] predictions = peer.Predict(data.RowMajor(validation), validation.Length);
            loss += LogLoss(predictions.Select(static p => (double)p), data, validation);
        }

        return (seconds, loss / Folds);
    }

    private static (double Seconds, double Loss) LightGbm(TreeData data, (int[] Training, int[] Validation)[] folds)
    {
        double seconds = 0, loss = 0;
        foreach ((int[] training, int[] validation) in folds)
        {
            float[] labels = [.. training.Select(row => data.Labels[row])];
            using var peer = new LightGbmLibrary(
                data.RowMajor(training),
                labels,
                $"objective=binary num_leaves={Leaves} learning_rate=0.1 bagging_fraction=0.8 bagging_freq=1 feature_fraction=0.8");
            // The first round makes the bins.
            peer.Train(1);
            double began = ThreadSeconds();
            peer.Train(Rounds - 1);
            seconds += (ThreadSeconds() - began) * Rounds / (Rounds - 1);
            loss += LogLoss(peer.Predict(data.RowMajor(validation), validation.Length), data, validation);
        }

        return (seconds, loss / Folds);
    }

    private static double LogLoss(IEnumerable<double> predictions, TreeData data, int[] rows) =>
        predictions.Zip(rows, (p, row) => -Math.Log(data.Labels[row] == 1 ? p : 1 - p)).Average();

    private static double ThreadSeconds()
    {
        // CLOCK_THREAD_CPUTIME_ID of Linux.
        _ = clock_gettime(3, out Time time);
        return time.Seconds + (time.Nanoseconds * 1e-9);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int clock_gettime(int clock, out Time time);

    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
