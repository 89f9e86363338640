using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Model.Expressions;

/// <summary>What operations compute, the same bits on every machine.</summary>
/// <remarks>
/// NaN means unknown: a comparison, min or max with NaN is NaN; what stands beside a false in <c>and</c> or a true in <c>or</c>
/// does not matter.
/// </remarks>
public static class Operations
{
    /// <summary>The value of an operation on one number.</summary>
    public static double Apply(this Operation operation, double value) => operation switch
    {
        Operation.Negate => -value,
        Operation.Not => double.IsNaN(value) ? double.NaN : value == 0 ? 1 : 0,
        Operation.Abs => Math.Abs(value),
        Operation.Sqrt => Math.Sqrt(value),
        Operation.Log => PortableMath.Log(value),
        Operation.Exp => PortableMath.Exp(value),
        Operation.Floor => Math.Floor(value),
        Operation.Ceil => Math.Ceiling(value),
        Operation.Round => Math.Round(value, MidpointRounding.ToEven),
        Operation.Sign => double.IsNaN(value) ? double.NaN : value > 0 ? 1 : value < 0 ? -1 : 0,
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "It does not take one number."),
    };

    /// <summary>The value of an operation on two numbers.</summary>
    public static double Apply(this Operation operation, double left, double right)
    {
        switch (operation)
        {
            case Operation.Add: return left + right;
            case Operation.Subtract: return left - right;
            case Operation.Multiply: return left * right;
            case Operation.Divide: return left / right;
            case Operation.Power: return PortablePower.Pow(left, right);
            case Operation.And:
                return left == 0 || right == 0 ? 0 : double.IsNaN(left) || double.IsNaN(right) ? double.NaN : 1;
            case Operation.Or:
                return IsTrue(left) || IsTrue(right) ? 1 : double.IsNaN(left) || double.IsNaN(right) ? double.NaN : 0;
        }

        if (double.IsNaN(left) || double.IsNaN(right))
            return double.NaN;
        return operation switch
        {
            Operation.Min => Math.Min(left, right),
            Operation.Max => Math.Max(left, right),
            Operation.Less => left < right ? 1 : 0,
            Operation.LessOrEqual => left <= right ? 1 : 0,
            Operation.Greater => left > right ? 1 : 0,
            Operation.GreaterOrEqual => left >= right ? 1 : 0,
            Operation.Equal => left == right ? 1 : 0,
            Operation.NotEqual => left != right ? 1 : 0,
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "It does not take two numbers."),
        };
    }

    private static bool IsTrue(double value) => value != 0 && !double.IsNaN(value);
}
