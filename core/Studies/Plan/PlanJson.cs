using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>The JSON of work items, results, events and saved searches, made at compile time.</summary>
/// <remarks>
/// Serialize a work item as <see cref="WorkItem"/> and a result as <see cref="WorkResult"/> or <see cref="PlanEntry"/>, so that its kind is
/// written.
/// </remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(WorkItem))]
[JsonSerializable(typeof(WorkResult))]
[JsonSerializable(typeof(PlanEntry))]
[JsonSerializable(typeof(SearchState))]
public sealed partial class PlanJson : JsonSerializerContext;
