using System.Text.Json.Serialization;

namespace ServerlessTuner.Cli.Running;

/// <summary>The JSON of a run, made at compile time: the head of its journal, and the events it prints for programs.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(JournalHead))]
[JsonSerializable(typeof(ProgressEvent))]
internal sealed partial class RunJson : JsonSerializerContext;
