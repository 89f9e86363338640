using System.Text.Json;

namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>A type of distribution: how study files write it, and how it is read back from the JSON of a study.</summary>
/// <param name="Kind">What tells its JSON from that of others: the value of <c>kind</c>, or without one the first member.</param>
/// <param name="Forms">Its names in study files.</param>
/// <param name="FromJson">Reads what <see cref="Distribution.WriteTo"/> has written.</param>
public sealed record DistributionType(string Kind, IReadOnlyList<DistributionForm> Forms, Func<JsonElement, Distribution> FromJson);
