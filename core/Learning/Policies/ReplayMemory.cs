using ServerlessTuner.Core.Learning.Networks;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>
/// The latest steps of everybody: what was seen, done, earned and seen then. Grows to its capacity, then forgets the oldest.
/// </summary>
/// <param name="capacity">Most steps.</param>
/// <param name="observations">Numbers of an observation.</param>
/// <param name="actions">Numbers of an action.</param>
internal sealed class ReplayMemory(int capacity, int observations, int actions)
{
    private const int FirstRoom = 4096;
    private readonly int width = (2 * observations) + actions + 2;
    private float[] rows = [];
    private int next;

    /// <summary>How many steps it holds.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a step.</summary>
    /// <param name="seen">What was seen.</param>
    /// <param name="action">What was done.</param>
    /// <param name="reward">What it brought.</param>
    /// <param name="then">What was seen then.</param>
    /// <param name="terminated">Whether nothing was worth anything afterwards.</param>
    public void Add(ReadOnlySpan<float> seen, ReadOnlySpan<float> action, double reward, ReadOnlySpan<float> then, bool terminated)
    {
        if (next == rows.Length / width && next < capacity)
            Array.Resize(ref rows, width * Math.Min(capacity, Math.Max(FirstRoom, next * 2)));
        Span<float> row = rows.AsSpan(next * width, width);
        seen.CopyTo(row);
        action.CopyTo(row[observations..]);
        then.CopyTo(row[(observations + actions)..]);
        row[^2] = (float)reward;
        row[^1] = terminated ? 1 : 0;
        next = next + 1 == capacity ? 0 : next + 1;
        Count = Math.Min(Count + 1, capacity);
    }

    /// <summary>What was seen in a step.</summary>
    public ReadOnlySpan<float> Seen(int step) => rows.AsSpan(step * width, observations);

    /// <summary>What was done.</summary>
    public ReadOnlySpan<float> Action(int step) => rows.AsSpan((step * width) + observations, actions);

    /// <summary>What was seen then.</summary>
    public ReadOnlySpan<float> Then(int step) => rows.AsSpan((step * width) + observations + actions, observations);

    /// <summary>What it brought.</summary>
    public float Reward(int step) => rows[((step + 1) * width) - 2];

    /// <summary>Whether nothing was worth anything afterwards.</summary>
    public bool IsEnd(int step) => rows[((step + 1) * width) - 1] != 0;

    /// <summary>Draws steps, each as likely as any other, perhaps several times.</summary>
    public void Draw(ref RandomStream random, Span<int> steps)
    {
        foreach (ref int step in steps)
            step = random.NextInt(Count);
    }

    /// <summary>Writes it.</summary>
    public void Save(StateWriter state)
    {
        state.Write(Count);
        state.Write(next);
        state.Write<float>(rows.AsSpan(0, Count * width));
    }

    /// <summary>Reads it.</summary>
    public void Load(StateReader state)
    {
        (Count, next) = ((int)state.Integer(), (int)state.Integer());
        rows = new float[width * Math.Min(capacity, Math.Max(FirstRoom, Count * 2))];
        state.Read<float>(rows.AsSpan(0, Count * width));
    }
}
