using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>Writes messages of Protocol Buffers, as far as ONNX needs them.</summary>
internal sealed class OnnxWriter
{
    private readonly ArrayBufferWriter<byte> bytes = new();

    /// <summary>A whole number.</summary>
    public OnnxWriter Integer(int field, long value)
    {
        Variable((ulong)field << 3);
        Variable((ulong)value);
        return this;
    }

    /// <summary>A number of single precision.</summary>
    public OnnxWriter Number(int field, float value)
    {
        Variable(((ulong)field << 3) | 5);
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(four, value);
        bytes.Write(four);
        return this;
    }

    /// <summary>Text.</summary>
    public OnnxWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Bytes.</summary>
    public OnnxWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Variable(((ulong)field << 3) | 2);
        Variable((ulong)value.Length);
        bytes.Write(value);
        return this;
    }

    /// <summary>A message within this one.</summary>
    public OnnxWriter Message(int field, OnnxWriter value) => Bytes(field, value.ToArray());

    /// <summary>What was written.</summary>
    public byte[] ToArray() => bytes.WrittenSpan.ToArray();

    // Seven bits a byte, the lowest first; the eighth says that more follow.
    private void Variable(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            bytes.Write([(byte)(value | 0x80)]);
        bytes.Write([(byte)value]);
    }
}
