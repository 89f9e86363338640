using System.Text.Json.Serialization;
using ServerlessTuner.Core.Search.Analysis;

namespace ServerlessTuner.Cli.Running;

/// <summary>The JSON of a run, made at compile time: the head of its journal, and what commands print for programs.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(JournalHead))]
[JsonSerializable(typeof(ProgressEvent))]
[JsonSerializable(typeof(TopLine))]
[JsonSerializable(typeof(FeatureLine))]
[JsonSerializable(typeof(ParameterWeight))]
internal sealed partial class RunJson : JsonSerializerContext;
