namespace ServerlessTuner.Core.Model.Expressions;

/// <summary>
/// Makes something of an expression from the leaves up: each member is given what was made of the operands. Columns count from 1.
/// </summary>
/// <typeparam name="T">What is made.</typeparam>
public interface IExpressionVisitor<T>
{
    /// <summary>Makes a number; true and false are 1 and 0.</summary>
    T Number(int column, double number);

    /// <summary>Makes a text in quotes.</summary>
    T Text(int column, string text);

    /// <summary>Makes a name.</summary>
    T Name(int column, string name);

    /// <summary>Makes an operation, which has as many operands as it takes.</summary>
    T Operation(int column, Operation operation, IReadOnlyList<T> operands);

    /// <summary>Makes a value of some bars ago.</summary>
    T Shift(int column, T operand, T bars);

    /// <summary>Makes a call; arguments that may be left out may be missing.</summary>
    T Call(int column, FunctionDefinition function, IReadOnlyList<T> arguments);
}
