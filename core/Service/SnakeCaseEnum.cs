using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Service;

/// <summary>Writes the members of an enumeration in lower case.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
internal sealed class SnakeCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
