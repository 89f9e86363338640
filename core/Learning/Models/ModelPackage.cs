using System.Text.Json;
using ServerlessTuner.Core.Learning.Calibration;
using ServerlessTuner.Core.Learning.Labels;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>A model with its card, ready to be used on other bars.</summary>
public sealed class ModelPackage
{
    private readonly ITrainedModel model;
    private readonly ICalibration? calibration;

    private ModelPackage(ModelCard card, ITrainedModel model) =>
        (Card, this.model, calibration) = (card, model, card.Calibration?.ToCalibration());

    /// <summary>The card.</summary>
    public ModelCard Card { get; }

    /// <summary>The text of a card.</summary>
    public static string Write(ModelCard card) => JsonSerializer.Serialize(card, ModelCardJson.Default.ModelCard) + "\n";

    /// <summary>Reads the text of a card.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">Its name for messages.</param>
    /// <exception cref="InvalidInputException">It is damaged, or of another version.</exception>
    public static ModelCard ReadCard(string text, string source)
    {
        try
        {
            ModelCard card = JsonSerializer.Deserialize(text, ModelCardJson.Default.ModelCard) ?? throw new JsonException("It is empty.");
            return card.Format == ModelCard.CurrentFormat
                ? card
                : throw new InvalidInputException(
                    source,
                    $"The card has the format {card.Format}, but this version reads {ModelCard.CurrentFormat}.",
                    "Use the version of tuner that wrote it, or train the model again.");
        }
        catch (JsonException fault)
        {
            throw new InvalidInputException(source, $"The card of the model cannot be read: {fault.Message}", "Train the model again.");
        }
    }

    /// <summary>Puts a card and its model together.</summary>
    /// <param name="model">Both.</param>
    /// <exception cref="InvalidInputException">They do not go together, or the file is damaged.</exception>
    public static ModelPackage Of(FinalModel model)
    {
        ModelCard card = model.Card;
        ModelKind kind = ModelRegistry.Find(card.Model) ?? throw new InvalidInputException(
            ModelCard.FileName,
            $"There is no model '{card.Model}'.",
            $"Known are {string.Join(", ", ModelRegistry.All.Select(known => known.Name))}.");
        try
        {
            return new ModelPackage(card, kind.Read(model.Content, card));
        }
        catch (FormatException fault)
        {
            throw new InvalidInputException(card.File, $"The model cannot be read: {fault.Message}", "Train it again.");
        }
    }

    /// <summary>What the model says of bars, symbol after symbol.</summary>
    /// <param name="symbols">The bars of each symbol.</param>
    public IReadOnlyList<SymbolPrediction> Predict(IReadOnlyList<Bars> symbols)
    {
        ModelFeatures features = ModelFeatures.Of(symbols, Card.Features);
        double[][] all = model.Predict(features.Table);
        if (calibration is not null)
            all = [Array.ConvertAll(all[0], calibration.Apply)];
        sbyte[][]? sides = MetaSides.Of(symbols, Card.Labels);
        var predictions = new List<SymbolPrediction>();
        for (int symbol = 0; symbol < symbols.Count; symbol++)
        {
            (int first, int count) = (features.Firsts[symbol], symbols[symbol].Count);
            var signals = new sbyte[count];
            for (int bar = 0; bar < count; bar++)
                signals[bar] = sides is null
                    ? Signals.Of(all, first + bar, Card.Threshold, Card.Labels.Sides)
                    : Signals.OfMeta(all, first + bar, Card.Threshold, sides[symbol][bar]);
            predictions.Add(
                new SymbolPrediction(symbols[symbol], Array.ConvertAll(all, values => values[first..(first + count)]), signals));
        }

        return predictions;
    }
}
