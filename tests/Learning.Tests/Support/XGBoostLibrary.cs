using System.Runtime.InteropServices;
using System.Text;

namespace ServerlessTuner.Learning.Tests.Support;

/// <summary>The original XGBoost, Debian's <c>libxgboost0</c> (1.7.4): trains, loads models, predicts. One thread.</summary>
public sealed partial class XGBoostLibrary : IDisposable
{
    private const string Library = "libxgboost.so.0";
    private readonly nint data;
    private readonly nint booster;

    /// <summary>Takes training rows, and parameters as the original names them.</summary>
    /// <param name="values">By row, then feature; NaN is missing.</param>
    /// <param name="labels">A label per row; their count is that of the rows.</param>
    /// <param name="parameters">Names and values.</param>
    /// <param name="weights">A weight per row, or null.</param>
    /// <param name="types">The types of the features, <c>q</c> or <c>c</c>, or null.</param>
    public XGBoostLibrary(
        float[] values, float[] labels, IEnumerable<(string Name, string Value)> parameters, float[]? weights = null, string[]? types = null)
    {
        data = MatrixOf(values, labels.Length, types);
        Check(XGDMatrixSetFloatInfo(data, "label", labels, (ulong)labels.Length));
        if (weights is not null)
            Check(XGDMatrixSetFloatInfo(data, "weight", weights, (ulong)weights.Length));
        Check(XGBoosterCreate([data], 1, out booster));
        foreach ((string name, string value) in parameters.Concat([("nthread", "1"), ("verbosity", "0")]))
            Check(XGBoosterSetParam(booster, name, value));
    }

    /// <summary>Loads a model from its JSON.</summary>
    public XGBoostLibrary(string json)
    {
        byte[] text = Encoding.UTF8.GetBytes(json);
        Check(XGBoosterCreate([], 0, out booster));
        Check(XGBoosterLoadModelFromBuffer(booster, text, (ulong)text.Length));
    }

    /// <summary>Whether the library can be had here.</summary>
    public static bool IsInstalled { get; } = NativeLibrary.TryLoad(Library, typeof(XGBoostLibrary).Assembly, null, out _);

    /// <summary>Boosts so many rounds.</summary>
    public void Train(int rounds)
    {
        for (int round = 0; round < rounds; round++)
            Check(XGBoosterUpdateOneIter(booster, round, data));
    }

    /// <summary>Predicts: probabilities, or margins (1), or contributions (4).</summary>
    public float[] Predict(float[] values, int rows, int option = 0, string[]? types = null)
    {
        nint matrix = MatrixOf(values, rows, types);
        Check(XGBoosterPredict(booster, matrix, option, 0, 0, out ulong length, out nint result));
        float[] predictions = new float[length];
        Marshal.Copy(result, predictions, 0, predictions.Length);
        Check(XGDMatrixFree(matrix));
        return predictions;
    }

    /// <summary>The model as JSON.</summary>
    public string ToJson()
    {
        Check(XGBoosterSaveModelToBuffer(booster, "{\"format\":\"json\"}", out ulong length, out nint text));
        return Marshal.PtrToStringUTF8(text, (int)length);
    }

    public void Dispose()
    {
        Check(XGBoosterFree(booster));
        if (data != 0)
            Check(XGDMatrixFree(data));
    }

    private static nint MatrixOf(float[] values, int rows, string[]? types)
    {
        Check(XGDMatrixCreateFromMat(values, (ulong)rows, (ulong)(values.Length / rows), float.NaN, out nint matrix));
        if (types is not null)
        {
            nint[] texts = [.. types.Select(Marshal.StringToCoTaskMemUTF8)];
            Check(XGDMatrixSetStrFeatureInfo(matrix, "feature_type", texts, (ulong)texts.Length));
            Array.ForEach(texts, Marshal.FreeCoTaskMem);
        }

        return matrix;
    }

    private static void Check(int status)
    {
        if (status != 0)
            throw new InvalidOperationException(Marshal.PtrToStringUTF8(XGBGetLastError()));
    }

    [LibraryImport(Library)]
    private static partial nint XGBGetLastError();

    [LibraryImport(Library)]
    private static partial int XGDMatrixCreateFromMat(float[] values, ulong rows, ulong columns, float missing, out nint matrix);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int XGDMatrixSetFloatInfo(nint matrix, string field, float[] values, ulong length);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int XGDMatrixSetStrFeatureInfo(nint matrix, string field, nint[] texts, ulong count);

    [LibraryImport(Library)]
    private static partial int XGDMatrixFree(nint matrix);

    [LibraryImport(Library)]
    private static partial int XGBoosterCreate(nint[] matrices, ulong count, out nint booster);

    [LibraryImport(Library)]
    private static partial int XGBoosterFree(nint booster);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int XGBoosterSetParam(nint booster, string name, string value);

    [LibraryImport(Library)]
    private static partial int XGBoosterUpdateOneIter(nint booster, int round, nint matrix);

    [LibraryImport(Library)]
    private static partial int XGBoosterPredict(
        nint booster, nint matrix, int option, uint trees, int training, out ulong length, out nint result);

    [LibraryImport(Library)]
    private static partial int XGBoosterLoadModelFromBuffer(nint booster, byte[] text, ulong length);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int XGBoosterSaveModelToBuffer(nint booster, string config, out ulong length, out nint text);
}
