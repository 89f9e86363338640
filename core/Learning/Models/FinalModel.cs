namespace ServerlessTuner.Core.Learning.Models;

/// <summary>The model of a trial, trained on all data but the holdout.</summary>
/// <param name="Card">Its card; name of the study and number of the trial are to be filled in.</param>
/// <param name="Text">The content of its file.</param>
public sealed record FinalModel(ModelCard Card, string Text);
