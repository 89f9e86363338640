using System.Security.Cryptography;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Service;

/// <summary>Reads an upload, and refuses it at its end where its content is not what its name says.</summary>
/// <param name="inner">The content.</param>
/// <param name="name">The name of the data, for the message.</param>
/// <param name="hash">The SHA-256 that it must have.</param>
internal sealed class VerifiedStream(Stream inner, string name, string hash) : Stream
{
    private readonly IncrementalHash sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool isWhole;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int read = inner.Read(buffer);
        Add(buffer[..read], buffer.Length);
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await inner.ReadAsync(buffer, cancellationToken);
        Add(buffer.Span[..read], buffer.Length);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            sha.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Add(ReadOnlySpan<byte> read, int wanted)
    {
        sha.AppendData(read);
        if (read.Length > 0 || wanted == 0 || isWhole)
            return;
        isWhole = Convert.ToHexStringLower(sha.GetCurrentHash()) == hash;
        if (!isWhole)
            throw new InvalidInputException(
                name,
                $"The upload with the hash {hash} is damaged: its content has another.", $"Send the file again with PUT /api/data/{hash}.");
    }
}
