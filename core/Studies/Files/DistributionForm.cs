namespace ServerlessTuner.Core.Studies.Files;

/// <summary>One distribution of a study file: its name and the keys that go with it.</summary>
/// <param name="Name">The name under <c>distribution</c>: W&amp;B's, or Optuna's <c>int</c> and <c>float</c>.</param>
/// <param name="Required">Keys that must be there.</param>
/// <param name="Optional">Keys that may be there.</param>
internal sealed record DistributionForm(string Name, string[] Required, string[] Optional)
{
    private static readonly string[] Bounds = ["min", "max"];

    public static readonly DistributionForm[] All =
    [
        new("constant", ["value"], []),
        new("categorical", ["values"], ["probabilities"]),
        new("categorical_w_probabilities", ["values", "probabilities"], []),
        new("int_uniform", Bounds, ["step", "log"]),
        new("uniform", Bounds, ["step", "log"]),
        new("int", Bounds, ["step", "log"]),
        new("float", Bounds, ["step", "log"]),
        new("log_uniform", Bounds, []),
        new("log_uniform_values", Bounds, []),
        new("inv_log_uniform", Bounds, []),
        new("inv_log_uniform_values", Bounds, []),
        new("q_uniform", Bounds, ["q"]),
        new("q_log_uniform", Bounds, ["q"]),
        new("q_log_uniform_values", Bounds, ["q"]),
        new("normal", [], ["mu", "sigma"]),
        new("q_normal", [], ["mu", "sigma", "q"]),
        new("log_normal", [], ["mu", "sigma"]),
        new("q_log_normal", [], ["mu", "sigma", "q"]),
        new("beta", [], ["a", "b"]),
        new("q_beta", [], ["a", "b", "q"]),
    ];

    /// <summary>Whether a key may stand beside this distribution.</summary>
    public bool Takes(string key) => key is "distribution" or "when" || Required.Contains(key) || Optional.Contains(key);
}
