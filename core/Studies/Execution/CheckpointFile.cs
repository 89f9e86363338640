using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Reports;

namespace ServerlessTuner.Core.Studies.Execution;

/// <summary>
/// The form of a checkpoint: a line with the SHA-256 of all that follows, a line that says whose it is, and the state.
/// </summary>
internal static class CheckpointFile
{
    private const int HashLength = 64;

    /// <summary>Writes a checkpoint.</summary>
    public static byte[] Write(ParameterSet trial, int step, ReadOnlySpan<byte> state)
    {
        byte[] content = [.. Head(trial, step), .. state];
        return [.. Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(content))), (byte)'\n', .. content];
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="file">Its content.</param>
    /// <param name="trial">The trial that asks for it.</param>
    /// <param name="step">The step.</param>
    /// <param name="fault">Why it is not to be used, or null.</param>
    /// <returns>The state, or null.</returns>
    public static byte[]? Read(ReadOnlySpan<byte> file, ParameterSet trial, int step, out string? fault)
    {
        fault = "is damaged";
        if (file.Length <= HashLength || file[HashLength] != '\n')
            return null;
        ReadOnlySpan<byte> content = file[(HashLength + 1)..];
        if (!file[..HashLength].SequenceEqual(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(content)))))
            return null;
        byte[] head = Head(trial, step);
        if (!content.StartsWith(head))
        {
            fault = "was written by another version of tuner, or for another trial";
            return null;
        }

        fault = null;
        return content[head.Length..].ToArray();
    }

    // Another version may compute other bits.
    private static byte[] Head(ParameterSet trial, int step)
    {
        using var head = new MemoryStream();
        using (var writer = new Utf8JsonWriter(head))
        {
            writer.WriteStartObject();
            writer.WriteString("program", StudyMetadata.Version);
            writer.WriteNumber("step", step);
            writer.WritePropertyName("values");
            trial.WriteTo(writer);
            writer.WriteEndObject();
        }

        head.WriteByte((byte)'\n');
        return head.ToArray();
    }
}
