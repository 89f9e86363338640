using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Studies.Reports.Metadata;

/// <summary>
/// The JSON of <c>tuning_metadata.json</c>, made at compile time. It is written and never read, so there is no code that reads.
/// </summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MetadataContent))]
internal sealed partial class MetadataJson : JsonSerializerContext;
