using System.Runtime.CompilerServices;
using ServerlessTuner.Core.Model.Expressions;

namespace ServerlessTuner.Core.Backtesting.Formulas;

/// <summary>Operations on the numbers of each bar. An operand of length 1 stands for itself at every bar.</summary>
/// <remarks>
/// Arithmetic with NaN is NaN. Conditions are 1 or 0: a comparison with NaN does not hold, and a NaN where a condition is needed does
/// not hold.
/// </remarks>
internal static class Elementwise
{
    private interface IBinary
    {
        static abstract double Of(double left, double right);
    }

    /// <summary>An operation on one operand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(Operation operation, ReadOnlySpan<double> values, Span<double> result)
    {
        int mask = MaskOf(values, result);
        for (int i = 0; i < result.Length; i++)
        {
            double value = values[i & mask];
            result[i] = operation switch
            {
                Operation.Negate => -value,
                Operation.Not => Holds(value) ? 0 : 1,
                _ => operation.Apply(value),
            };
        }
    }

    /// <summary>An operation on two operands.</summary>
    public static void Compute(Operation operation, ReadOnlySpan<double> left, ReadOnlySpan<double> right, Span<double> result)
    {
        switch (operation)
        {
            case Operation.Add: Loop<Add>(left, right, result); break;
            case Operation.Subtract: Loop<Subtract>(left, right, result); break;
            case Operation.Multiply: Loop<Multiply>(left, right, result); break;
            case Operation.Divide: Loop<Divide>(left, right, result); break;
            case Operation.Less: Loop<Less>(left, right, result); break;
            case Operation.LessOrEqual: Loop<LessOrEqual>(left, right, result); break;
            case Operation.Greater: Loop<Less>(right, left, result); break;
            case Operation.GreaterOrEqual: Loop<LessOrEqual>(right, left, result); break;
            case Operation.Equal: Loop<Equal>(left, right, result); break;
            case Operation.NotEqual: Loop<NotEqual>(left, right, result); break;
            case Operation.And: Loop<And>(left, right, result); break;
            case Operation.Or: Loop<Or>(left, right, result); break;
            default: Other(operation, left, right, result); break;
        }
    }

    /// <summary>An operation on three operands: a choice or a clip.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(
        Operation operation, ReadOnlySpan<double> first, ReadOnlySpan<double> second, ReadOnlySpan<double> third, Span<double> result)
    {
        (int mask1, int mask2, int mask3) = (MaskOf(first, result), MaskOf(second, result), MaskOf(third, result));
        bool isChoice = operation == Operation.If;
        for (int i = 0; i < result.Length; i++)
        {
            (double x, double y, double z) = (first[i & mask1], second[i & mask2], third[i & mask3]);
            result[i] = isChoice ? (Holds(x) ? y : z) : Math.Min(Math.Max(x, y), z);
        }
    }

    /// <summary>Whether a number stands for true.</summary>
    public static bool Holds(double value) => value is < 0 or > 0;

    private static int MaskOf(ReadOnlySpan<double> operand, Span<double> result) => operand.Length == 1 ? 0
        : operand.Length >= result.Length ? -1
        : throw new ArgumentException("The lengths differ.", nameof(operand));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop<T>(ReadOnlySpan<double> left, ReadOnlySpan<double> right, Span<double> result)
        where T : struct, IBinary
    {
        (int leftMask, int rightMask) = (MaskOf(left, result), MaskOf(right, result));
        for (int i = 0; i < result.Length; i++)
            result[i] = T.Of(left[i & leftMask], right[i & rightMask]);
    }

    private static void Other(Operation operation, ReadOnlySpan<double> left, ReadOnlySpan<double> right, Span<double> result)
    {
        (int leftMask, int rightMask) = (MaskOf(left, result), MaskOf(right, result));
        for (int i = 0; i < result.Length; i++)
            result[i] = operation.Apply(left[i & leftMask], right[i & rightMask]);
    }

    private readonly struct Add : IBinary
    {
        public static double Of(double left, double right) => left + right;
    }

    private readonly struct Subtract : IBinary
    {
        public static double Of(double left, double right) => left - right;
    }

    private readonly struct Multiply : IBinary
    {
        public static double Of(double left, double right) => left * right;
    }

    private readonly struct Divide : IBinary
    {
        public static double Of(double left, double right) => left / right;
    }

    private readonly struct Less : IBinary
    {
        public static double Of(double left, double right) => left < right ? 1 : 0;
    }

    private readonly struct LessOrEqual : IBinary
    {
        public static double Of(double left, double right) => left <= right ? 1 : 0;
    }

    private readonly struct Equal : IBinary
    {
        public static double Of(double left, double right) => left == right ? 1 : 0;
    }

    // Not the opposite of equal: NaN differs from nothing.
    private readonly struct NotEqual : IBinary
    {
        public static double Of(double left, double right) => left < right || left > right ? 1 : 0;
    }

    private readonly struct And : IBinary
    {
        public static double Of(double left, double right) => Holds(left) && Holds(right) ? 1 : 0;
    }

    private readonly struct Or : IBinary
    {
        public static double Of(double left, double right) => Holds(left) || Holds(right) ? 1 : 0;
    }
}
