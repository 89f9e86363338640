namespace ServerlessTuner.Core.Model.Expressions;

/// <summary>What an argument of a function must be.</summary>
public enum ArgumentKind
{
    /// <summary>A number per bar; a plain number stands for itself at every bar.</summary>
    Series,

    /// <summary>A whole number of bars, known without bars: a number, a parameter, or arithmetic of those.</summary>
    Window,

    /// <summary>A number that is known without bars.</summary>
    Number,

    /// <summary>A text in quotes.</summary>
    Text,
}
