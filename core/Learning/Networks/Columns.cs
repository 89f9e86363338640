using System.Runtime.Intrinsics;

namespace ServerlessTuner.Core.Learning.Networks;

/// <summary>Sums over rows.</summary>
internal static unsafe class Columns
{
    /// <summary>The sum of each column, row after row.</summary>
    public static void Sum(float* values, int stride, int rows, float* into)
    {
        for (int j = 0; j < stride; j += 8)
        {
            Vector256<float> sum = default;
            for (int i = 0; i < rows; i++)
                sum += Vector256.Load(values + ((nint)i * stride) + j);
            sum.Store(into + j);
        }
    }

    /// <summary>The sum of the products of two matrices, by column.</summary>
    public static void SumOfProducts(float* left, float* right, int stride, int rows, float* into)
    {
        for (int j = 0; j < stride; j += 8)
        {
            Vector256<float> sum = default;
            for (int i = 0; i < rows; i++)
            {
                nint place = ((nint)i * stride) + j;
                sum = Vector256.FusedMultiplyAdd(Vector256.Load(left + place), Vector256.Load(right + place), sum);
            }

            sum.Store(into + j);
        }
    }
}
