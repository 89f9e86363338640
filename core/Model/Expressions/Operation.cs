namespace ServerlessTuner.Core.Model.Expressions;

/// <summary>What an expression can compute.</summary>
public enum Operation
{
    /// <summary>Pushes a constant.</summary>
    Constant,

    /// <summary>Pushes the value of a slot.</summary>
    Slot,

    /// <summary>Changes the sign.</summary>
    Negate,

    /// <summary>1 where the operand is 0, otherwise 0.</summary>
    Not,

    /// <summary>Sum.</summary>
    Add,

    /// <summary>Difference.</summary>
    Subtract,

    /// <summary>Product.</summary>
    Multiply,

    /// <summary>Quotient.</summary>
    Divide,

    /// <summary>First operand to the power of the second.</summary>
    Power,

    /// <summary>Strictly smaller.</summary>
    Less,

    /// <summary>Smaller or equal.</summary>
    LessOrEqual,

    /// <summary>Strictly larger.</summary>
    Greater,

    /// <summary>Larger or equal.</summary>
    GreaterOrEqual,

    /// <summary>Equal.</summary>
    Equal,

    /// <summary>Different.</summary>
    NotEqual,

    /// <summary>Both true.</summary>
    And,

    /// <summary>At least one true.</summary>
    Or,

    /// <summary>Smallest of two.</summary>
    Min,

    /// <summary>Largest of two.</summary>
    Max,

    /// <summary>Absolute value.</summary>
    Abs,

    /// <summary>Square root.</summary>
    Sqrt,

    /// <summary>Natural logarithm.</summary>
    Log,

    /// <summary>Exponential function.</summary>
    Exp,

    /// <summary>Largest whole number at or below.</summary>
    Floor,

    /// <summary>Smallest whole number at or above.</summary>
    Ceil,

    /// <summary>Nearest whole number, halves to the even one.</summary>
    Round,

    /// <summary>−1, 0 or 1.</summary>
    Sign,

    /// <summary>The second operand where the first is true, otherwise the third.</summary>
    If,

    /// <summary>The first operand, but at least the second and at most the third.</summary>
    Clip,
}
