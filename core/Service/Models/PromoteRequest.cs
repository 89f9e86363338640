using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Service.Models;

/// <summary>Registers the model of a trial.</summary>
/// <param name="Study">The study's id.</param>
/// <param name="Trial">The trial's number; the winner by default.</param>
/// <param name="Alias">An alias to set to it, such as candidate.</param>
/// <param name="Require">The gate that it must pass, such as val/sharpe &gt; 1 and gap &lt; 0.3.</param>
/// <param name="By">Who asks, for the history.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PromoteRequest(string? Study, long? Trial = null, string? Alias = null, string? Require = null, string? By = null);
