using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Service.Agents;

/// <summary>The JSON of stored agent trials, made at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AgentTrial))]
internal sealed partial class AgentTrialJson : JsonSerializerContext;
