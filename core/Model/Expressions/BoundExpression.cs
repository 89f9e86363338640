using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Model.Expressions;

/// <summary>
/// An expression whose names are positions in a row of numbers. Immutable; may be evaluated by several threads at once.
/// </summary>
/// <remarks>
/// NaN means unknown, and what depends on it is unknown too: comparisons, min and max with NaN are NaN. The branch that
/// <c>if</c> does not take does not matter, nor does what stands beside a false in <c>and</c> or a true in <c>or</c>.
/// </remarks>
public sealed class BoundExpression
{
    private readonly Instruction[] instructions;
    private readonly int depth;
    private readonly int singleSlot;

    private BoundExpression(Instruction[] program, int depth)
    {
        instructions = program;
        this.depth = depth;
        singleSlot = program is [{ Operation: Operation.Slot }] ? program[0].Slot : -1;
    }

    /// <summary>The expression that is the value of one slot.</summary>
    internal static BoundExpression OfSlot(int slot) => new([new Instruction(Operation.Slot, slot, 0)], 1);

    /// <summary>Compiles a tree to postfix order; <paramref name="slotOf"/> gives the slot of a node, or −1 to descend.</summary>
    internal static BoundExpression Compile(ExpressionNode root, Func<ExpressionNode, int> slotOf)
    {
        var program = new List<Instruction>();
        int deepest = 0;
        Emit(root, program, slotOf, 0, ref deepest);
        return new BoundExpression([.. program], deepest);
    }

    /// <summary>The value for one row.</summary>
    public double Evaluate(ReadOnlySpan<double> row)
    {
        if (singleSlot >= 0)
            return row[singleSlot];
        Span<double> stack = depth <= 64 ? stackalloc double[64] : new double[depth];
        int top = -1;
        foreach (ref readonly Instruction instruction in instructions.AsSpan())
        {
            switch (instruction.Operation)
            {
                case Operation.Constant: stack[++top] = instruction.Constant; break;
                case Operation.Slot: stack[++top] = row[instruction.Slot]; break;
                case Operation.If:
                    top -= 2;
                    double condition = stack[top];
                    stack[top] = double.IsNaN(condition) ? double.NaN : condition != 0 ? stack[top + 1] : stack[top + 2];
                    break;
                case < Operation.Add or (>= Operation.Abs and <= Operation.Round):
                    stack[top] = Unary(instruction.Operation, stack[top]);
                    break;
                default:
                    top--;
                    stack[top] = Binary(instruction.Operation, stack[top], stack[top + 1]);
                    break;
            }
        }

        return stack[0];
    }

    private static double Unary(Operation operation, double value) => operation switch
    {
        Operation.Negate => -value,
        Operation.Not => double.IsNaN(value) ? double.NaN : value == 0 ? 1 : 0,
        Operation.Abs => Math.Abs(value),
        Operation.Sqrt => Math.Sqrt(value),
        Operation.Log => PortableMath.Log(value),
        Operation.Exp => PortableMath.Exp(value),
        Operation.Floor => Math.Floor(value),
        Operation.Ceil => Math.Ceiling(value),
        _ => Math.Round(value, MidpointRounding.ToEven),
    };

    private static double Binary(Operation operation, double left, double right)
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
            _ => left != right ? 1 : 0,
        };
    }

    private static bool IsTrue(double value) => value != 0 && !double.IsNaN(value);

    private static void Emit(ExpressionNode node, List<Instruction> program, Func<ExpressionNode, int> slotOf, int level, ref int deepest)
    {
        deepest = Math.Max(deepest, level + 1);
        int slot = slotOf(node);
        if (slot >= 0)
        {
            program.Add(new Instruction(Operation.Slot, slot, 0));
            return;
        }

        switch (node)
        {
            case NumberNode number:
                program.Add(new Instruction(Operation.Constant, 0, number.Number));
                break;
            case OperationNode operation:
                for (int i = 0; i < operation.Operands.Count; i++)
                    Emit(operation.Operands[i], program, slotOf, level + i, ref deepest);
                program.Add(new Instruction(operation.Operation, 0, 0));
                break;
            default:
                throw new InvalidOperationException($"A {node.GetType().Name} has no slot.");
        }
    }

    private readonly record struct Instruction(Operation Operation, int Slot, double Constant);
}
