using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>The JSON of policies and their cards, made at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true,
    WriteIndented = true,
    NewLine = "\n",
    Converters = [typeof(Model.Values.ParameterSetConverter)])]
[JsonSerializable(typeof(PolicyFile))]
[JsonSerializable(typeof(PolicyCard))]
internal sealed partial class PolicyJson : JsonSerializerContext;
