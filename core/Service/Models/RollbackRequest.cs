using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Service.Models;

/// <summary>Sets an alias back.</summary>
/// <param name="By">Who asks, for the history.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RollbackRequest(string? By = null);
