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
                case Operation.Clip:
                    top -= 2;
                    stack[top] = Math.Min(Math.Max(stack[top], stack[top + 1]), stack[top + 2]);
                    break;
                case < Operation.Add or (>= Operation.Abs and <= Operation.Sign):
                    stack[top] = instruction.Operation.Apply(stack[top]);
                    break;
                default:
                    top--;
                    stack[top] = instruction.Operation.Apply(stack[top], stack[top + 1]);
                    break;
            }
        }

        return stack[0];
    }

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
