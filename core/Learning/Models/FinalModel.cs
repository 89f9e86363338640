namespace ServerlessTuner.Core.Learning.Models;

/// <summary>A model to be kept: what it is and what else is needed to use it, and the content of its file.</summary>
/// <param name="Card">Its card.</param>
/// <param name="Content">The content of the file that the card names, in whatever form the kind of model has.</param>
public sealed record FinalModel(ModelCard Card, byte[] Content);
