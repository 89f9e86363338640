using System.Buffers.Binary;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>Reads the rows of one chunk back, one by one, so that any number of chunks can be merged in little memory.</summary>
internal sealed class TrialRowReader(Stream stream, Goal goal)
{
    private byte[] buffer = new byte[1 << 15];
    private int begin;
    private int end;
    private int length;

    /// <summary>The current row's trial.</summary>
    public long Trial { get; private set; }

    /// <summary>The current row's score.</summary>
    public double Score { get; private set; }

    /// <summary>The current row's score as a loss.</summary>
    public double Loss { get; private set; }

    /// <summary>The current row's line, until the next is read.</summary>
    public ReadOnlyMemory<byte> Line => buffer.AsMemory(begin, length);

    /// <summary>Goes to the next row; false after the last.</summary>
    /// <exception cref="InvalidDataException">The artifact ends within a row.</exception>
    public bool Read()
    {
        begin += length;
        length = 0;
        if (!Fill(TrialRows.HeadLength))
            return begin == end ? false : throw Truncated();
        ReadOnlySpan<byte> head = buffer.AsSpan(begin);
        Trial = BinaryPrimitives.ReadInt64LittleEndian(head);
        Score = BinaryPrimitives.ReadDoubleLittleEndian(head[8..]);
        Loss = goal.ToLoss(Score);
        length = BinaryPrimitives.ReadInt32LittleEndian(head[16..]);
        begin += TrialRows.HeadLength;
        return length >= 0 && Fill(length) ? true : throw Truncated();
    }

    /// <summary>Whether this row stands before another's.</summary>
    public bool IsBefore(TrialRowReader other) => Loss < other.Loss || (Loss == other.Loss && Trial < other.Trial);

    private static InvalidDataException Truncated() => new("The rows of a chunk are damaged.");

    private bool Fill(int bytes)
    {
        while (end - begin < bytes)
        {
            if (buffer.Length - begin < bytes)
            {
                byte[] old = buffer;
                if (buffer.Length < bytes)
                    buffer = new byte[Math.Max(2 * buffer.Length, bytes)];
                old.AsSpan(begin, end - begin).CopyTo(buffer);
                (begin, end) = (0, end - begin);
            }

            int read = stream.Read(buffer.AsSpan(end));
            if (read == 0)
                return false;
            end += read;
        }

        return true;
    }
}
