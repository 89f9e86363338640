using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Service.Models;

/// <summary>Sets an alias to a version.</summary>
/// <param name="Version">A number, another alias, or latest.</param>
/// <param name="Require">The gate that it must pass.</param>
/// <param name="By">Who asks, for the history.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record MoveAliasRequest(string? Version, string? Require = null, string? By = null);
