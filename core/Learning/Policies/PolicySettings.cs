using System.Text.Json;
using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>Settings that all policies have.</summary>
internal static class PolicySettings
{
    private const int MostLayers = 8, Widest = 4096;

    /// <summary>The environment.</summary>
    public static readonly Setting Environment = new(
        "environment", SettingKind.Text, "What the policy acts in; the same for all trials.")
    {
        Choices = [.. EnvironmentRegistry.All.Select(static kind => kind.Name)],
    };

    /// <summary>Episodes by which a policy is judged.</summary>
    public static readonly Setting Episodes = Setting.Integer(
        "eval_episodes", 100, "Most episodes by which a policy is judged; the same for all trials.", 1, 100_000);

    /// <summary>The hidden layers.</summary>
    public static readonly Setting Layers = new(
        "net_arch", SettingKind.Custom, "Outputs of each hidden layer of each network, such as [64, 64].")
    {
        Default = ParameterValue.Of("[64, 64]"), Example = "[64, 64]",
    };

    /// <summary>The hidden layers, given as a list or as its text.</summary>
    /// <exception cref="Model.Problems.InvalidInputException">They are something else.</exception>
    public static int[] LayersOf(SettingValues values)
    {
        try
        {
            using JsonDocument text = JsonDocument.Parse(values.Text(Layers.Name));
            int[] layers = [.. text.RootElement.EnumerateArray().Select(static item => item.GetInt32())];
            if (layers.Length <= MostLayers && Array.TrueForAll(layers, static width => width is > 0 and <= Widest))
                return layers;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            // Said below.
        }

        throw values.Reject(
            Layers.Name, $"a list of at most {MostLayers} whole numbers from 1 to {Widest}", Layers.Remedy);
    }
}
