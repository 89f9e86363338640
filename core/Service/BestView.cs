using System.Text.Json;

namespace ServerlessTuner.Core.Service;

/// <summary>The best trial known.</summary>
/// <param name="Trial">Its number.</param>
/// <param name="Score">Its score.</param>
/// <param name="Values">Its parameter values.</param>
public sealed record BestView(long Trial, double Score, JsonElement? Values);
