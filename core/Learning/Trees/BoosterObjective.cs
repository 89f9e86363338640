namespace ServerlessTuner.Core.Learning.Trees;

/// <summary>What a booster minimises.</summary>
public enum BoosterObjective
{
    /// <summary>Log loss of two classes, labels 0 and 1.</summary>
    LogLoss,

    /// <summary>Log loss of several classes, labels 0 … classes − 1, through the softmax of one margin per class.</summary>
    SoftMax,

    /// <summary>Squared error of a number.</summary>
    SquaredError,
}
