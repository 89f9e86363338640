using System.Runtime.InteropServices;

namespace ServerlessTuner.Learning.Tests.Support;

/// <summary>
/// The original LightGBM, NuGet's native library, which needs <c>libgomp1</c>: trains, loads models, predicts. One thread.
/// </summary>
public sealed partial class LightGbmLibrary : IDisposable
{
    private const string Library = "lib_lightgbm";
    private const int Float32 = 0;
    private readonly nint data;
    private readonly nint booster;

    /// <summary>Takes training rows, and parameters as the original names them, parted by blanks.</summary>
    /// <param name="values">By row, then feature; NaN is missing.</param>
    /// <param name="labels">A label per row; their count is that of the rows.</param>
    /// <param name="parameters">Names and values.</param>
    public LightGbmLibrary(float[] values, float[] labels, string parameters)
    {
        string all = parameters + " num_threads=1 verbosity=-1";
        Check(LGBM_DatasetCreateFromMat(values, Float32, labels.Length, values.Length / labels.Length, 1, all, 0, out data));
        Check(LGBM_DatasetSetField(data, "label", labels, labels.Length, Float32));
        Check(LGBM_BoosterCreate(data, all, out booster));
    }

    /// <summary>Loads a model from its text.</summary>
    public LightGbmLibrary(string model) => Check(LGBM_BoosterLoadModelFromString(model, out _, out booster));

    /// <summary>Whether the library can be had here.</summary>
    public static bool IsInstalled { get; } = NativeLibrary.TryLoad(Library, typeof(LightGbmLibrary).Assembly, null, out _);

    /// <summary>Boosts so many rounds.</summary>
    public void Train(int rounds)
    {
        for (int round = 0; round < rounds; round++)
            Check(LGBM_BoosterUpdateOneIter(booster, out _));
    }

    /// <summary>Predicts: probabilities (0), margins (1), or contributions (3).</summary>
    public double[] Predict(float[] values, int rows, int outputs = 1, int option = 0)
    {
        double[] predictions = new double[rows * outputs];
        int columns = values.Length / rows;
        Check(LGBM_BoosterPredictForMat(
            booster, values, Float32, rows, columns, 1, option, 0, -1, "num_threads=1 verbosity=-1", out _, predictions));
        return predictions;
    }

    /// <summary>The model as text.</summary>
    public string ToText()
    {
        byte[] buffer = new byte[1 << 24];
        Check(LGBM_BoosterSaveModelToString(booster, 0, -1, 0, buffer.Length, out long length, buffer));
        return System.Text.Encoding.UTF8.GetString(buffer, 0, (int)length - 1);
    }

    public void Dispose()
    {
        Check(LGBM_BoosterFree(booster));
        if (data != 0)
            Check(LGBM_DatasetFree(data));
    }

    private static void Check(int status)
    {
        if (status != 0)
            throw new InvalidOperationException(Marshal.PtrToStringUTF8(LGBM_GetLastError()));
    }

    [LibraryImport(Library)]
    private static partial nint LGBM_GetLastError();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LGBM_DatasetCreateFromMat(
        float[] values, int type, int rows, int columns, int rowMajor, string parameters, nint reference, out nint dataset);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LGBM_DatasetSetField(nint dataset, string field, float[] values, int count, int type);

    [LibraryImport(Library)]
    private static partial int LGBM_DatasetFree(nint dataset);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LGBM_BoosterCreate(nint dataset, string parameters, out nint booster);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LGBM_BoosterLoadModelFromString(string model, out int rounds, out nint booster);

    [LibraryImport(Library)]
    private static partial int LGBM_BoosterFree(nint booster);

    [LibraryImport(Library)]
    private static partial int LGBM_BoosterUpdateOneIter(nint booster, out int finished);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LGBM_BoosterPredictForMat(
        nint booster, float[] values, int type, int rows, int columns, int rowMajor, int option, int first, int rounds, string parameters,
        out long length, [Out] double[] predictions);

    [LibraryImport(Library)]
    private static partial int LGBM_BoosterSaveModelToString(
        nint booster, int first, int rounds, int importance, long room, out long length, [Out] byte[] text);
}
