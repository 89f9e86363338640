using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace ServerlessTuner.Functions.Storage;

/// <summary>
/// Uploads what is written in blocks, and makes them a blob on <see cref="CommitAsync"/> alone. The SDK's own write stream
/// creates an empty blob first and commits when disposed, so that a reader could see a part.
/// </summary>
internal sealed class BlockUploadStream(BlockBlobClient blob, CancellationToken cancellation) : Stream
{
    // 50,000 blocks of this size are 400 GB, more than any result file; two of them are the memory of a writer.
    private const int BlockSize = 8 << 20;

    private readonly List<string> blocks = [];
    private readonly MemoryStream buffer = new();
    private long length;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position
    {
        get => length;
        set => throw new NotSupportedException();
    }

    /// <summary>Makes all that was written the blob's content.</summary>
    public async Task CommitAsync()
    {
        buffer.Position = 0;
        if (blocks.Count == 0)
        {
            await blob.UploadAsync(buffer, new BlobUploadOptions(), cancellation);
            return;
        }

        if (buffer.Length > 0)
            await blob.StageBlockAsync(NextBlock(), buffer, cancellationToken: cancellation);
        await blob.CommitBlockListAsync(blocks, new CommitBlockListOptions(), cancellation);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> source)
    {
        while (source.Length > 0)
        {
            int part = (int)Math.Min(source.Length, BlockSize - buffer.Length);
            buffer.Write(source[..part]);
            length += part;
            source = source[part..];
            if (buffer.Length == BlockSize)
                Stage();
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        // Blocks go out when they are full.
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            buffer.Dispose();
        base.Dispose(disposing);
    }

    // Result files are written by synchronous writers, so this waits for the network.
    private void Stage()
    {
        buffer.Position = 0;
        blob.StageBlock(NextBlock(), buffer, cancellationToken: cancellation);
        buffer.SetLength(0);
    }

    // Ids are of equal length, as the service wants them, and unique among writers of the same blob.
    private readonly string writer = Guid.NewGuid().ToString("N")[..8];

    private string NextBlock()
    {
        string id = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"{writer}{blocks.Count:D6}"));
        blocks.Add(id);
        return id;
    }
}
