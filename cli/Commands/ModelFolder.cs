using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Cli.Commands;

/// <summary>A model in a folder, beside its card.</summary>
internal static class ModelFolder
{
    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidInputException">There is none, or it cannot be read.</exception>
    public static FinalModel Read(string folder)
    {
        string path = Path.Combine(folder, ModelCard.FileName);
        if (!File.Exists(path))
            throw new InvalidInputException(
                folder,
                $"There is no model in this folder: it has no {ModelCard.FileName}.",
                "Name the output folder of a finished study with model: xgboost or model: lightgbm.");
        ModelCard card = ModelPackage.ReadCard(StudyText.Read(path), path);
        // The card may come from elsewhere; it must not lead out of its folder.
        if (card.File != Path.GetFileName(card.File))
            throw new InvalidInputException(
                path, $"The card names the file '{card.File}', which lies elsewhere.", "Train the model again.");
        string file = Path.Combine(folder, card.File);
        try
        {
            return new FinalModel(card, File.ReadAllBytes(file));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(file, $"The model cannot be read: {fault.Message}", "Train it again.");
        }
    }

    /// <summary>Writes it.</summary>
    /// <exception cref="InvalidInputException">The folder cannot be written.</exception>
    public static async Task WriteAsync(FinalModel model, string folder, CancellationToken cancellation)
    {
        try
        {
            await Storage.WholeFile.WriteAsync(Path.Combine(folder, model.Card.File), model.Content, cancellation);
            await Storage.WholeFile.WriteAsync(
                Path.Combine(folder, ModelCard.FileName), System.Text.Encoding.UTF8.GetBytes(ModelPackage.Write(model.Card)), cancellation);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidInputException("--out", $"The folder '{folder}' cannot be written: {fault.Message} Choose another.");
        }
    }
}
