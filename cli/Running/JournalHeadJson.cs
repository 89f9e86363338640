using System.Text.Json.Serialization;

namespace ServerlessTuner.Cli.Running;

/// <summary>
/// Writes the head of a journal. Apart from <see cref="RunJson"/>, because code that only writes costs less at each start.
/// </summary>
[
    JsonSourceGenerationOptions(
        GenerationMode = JsonSourceGenerationMode.Serialization, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)
]
[JsonSerializable(typeof(JournalHead))]
internal sealed partial class JournalHeadJson : JsonSerializerContext;
