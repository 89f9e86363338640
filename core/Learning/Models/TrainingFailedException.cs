namespace ServerlessTuner.Core.Learning.Models;

/// <summary>A model cannot be trained with these settings on these data; the trial fails with this reason.</summary>
/// <param name="message">The reason, a sentence for people.</param>
public sealed class TrainingFailedException(string message) : Exception(message);
