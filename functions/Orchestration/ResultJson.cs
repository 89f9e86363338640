using System.Text.Json.Serialization;

namespace ServerlessTuner.Functions.Orchestration;

/// <summary>The JSON of stored results, made at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StoredResult))]
internal sealed partial class ResultJson : JsonSerializerContext;
