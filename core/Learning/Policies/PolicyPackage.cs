using System.Text.Json;
using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>A policy with its card, ready to be used on other bars.</summary>
public sealed class PolicyPackage
{
    private readonly Policy policy;
    private readonly PolicySpec spec;

    private PolicyPackage(PolicyCard card, Policy policy, PolicySpec spec) => (Card, this.policy, this.spec) = (card, policy, spec);

    /// <summary>The card.</summary>
    public PolicyCard Card { get; }

    /// <summary>Whether it acts on market data.</summary>
    public bool NeedsMarket => spec.NeedsMarket;

    /// <summary>The text of a card.</summary>
    public static string Write(PolicyCard card) => JsonSerializer.Serialize(card, PolicyJson.Default.PolicyCard) + "\n";

    /// <summary>Reads a card and its policy.</summary>
    /// <param name="card">The text of the card.</param>
    /// <param name="policy">The text of the policy.</param>
    /// <param name="source">The name of the card's file, for messages.</param>
    /// <exception cref="InvalidInputException">They are damaged, of another version, or do not go together.</exception>
    public static PolicyPackage Read(string card, string policy, string source)
    {
        try
        {
            PolicyCard read = JsonSerializer.Deserialize(card, PolicyJson.Default.PolicyCard) ?? throw new JsonException("It is empty.");
            if (read.Format != PolicyCard.CurrentFormat)
                throw new InvalidInputException(
                    source,
                    $"The card has the format {read.Format}, but this version reads {PolicyCard.CurrentFormat}.",
                    "Use the version of tuner that wrote it, or train the policy again.");
            if (PolicyRegistry.Find(read.Model) is null || EnvironmentRegistry.Find(read.Environment) is null)
                throw new InvalidInputException(
                    source,
                    $"The card names {read.Model} in {read.Environment}, which this version does not know.",
                    "Use a newer version.");
            return new PolicyPackage(
                read, PolicyFile.Read(policy), new PolicySpec(read.Model, read.Values) { Features = read.Features });
        }
        catch (JsonException fault)
        {
            throw new InvalidInputException(source, $"The card of the policy cannot be read: {fault.Message}", "Train the policy again.");
        }
        catch (FormatException fault)
        {
            throw new InvalidInputException(
                source, $"{PolicyFile.FileName} beside it cannot be read: {fault.Message}", "Train the policy again.");
        }
    }

    /// <summary>What the policy does on bars that need not be those it was trained on, as lines of a table.</summary>
    /// <param name="symbols">The bars of each of its symbols.</param>
    /// <exception cref="InvalidInputException">The bars are too few, or show something else than the policy sees.</exception>
    public IEnumerable<string> Act(IReadOnlyList<Bars> symbols)
    {
        SettingValues settings = spec.SettingsOf(Model.Values.ParameterSet.Empty);
        IWorld world = spec.Environment.Open(new WorldData(symbols, Card.Features, settings, 0) { Scales = Card.Scales });
        if (world.Shape != policy.Shape.Environment)
            throw new InvalidInputException(
                PolicyCard.FileName,
                $"The policy sees {policy.Shape.Environment.Observations} numbers, but these bars show {world.Shape.Observations}.",
                "Give the same symbols, with the same columns, as it was trained on.");
        return PolicyReplay.Lines(
            policy, world, settings, Card.Scenario, DataPart.Whole, 0, world.Episodes(DataPart.Whole));
    }
}
