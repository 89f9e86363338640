using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>
/// Numbers the admitted points of a finite space. Parameters that neither conditions nor constraints touch are digits of a
/// mixed-radix number; the others form a graph with one node per distinguishable past, which stores how many points lie
/// below each value. So 4,851 of 99 × 99 window pairs with a million exits each take a hundred small tables.
/// </summary>
internal sealed partial class Grid
{
    /// <summary>How many coupled values are visited at most when the graph is made: about a second.</summary>
    private const long MaxEdges = 4_000_000;

    private readonly SearchSpace space;
    private readonly Node root;

    private Grid(SearchSpace space, Node root) => (this.space, this.root) = (space, root);

    /// <summary>Numbers the points of a space whose parameters are all countable, or says why there are too many to number.</summary>
    public static Grid? TryMake(SearchSpace space, out InvalidInputException? fault)
    {
        var builder = new Builder(space);
        Node first = builder.Build();
        fault = builder.Fault;
        return fault is null ? new Grid(space, first) : null;
    }

    public long Count => root.Count;

    public ParameterSet Point(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Count);
        ReadOnlySpan<int> order = space.Order;
        var all = new ParameterValue?[order.Length];
        Node node = root;
        for (int level = 0; level < order.Length; level++)
        {
            Distribution distribution = space.Parameters[order[level]].Distribution;
            switch (node)
            {
                case FreeNode free:
                    (long index, number) = Math.DivRem(number, free.Next.Count);
                    all[order[level]] = distribution.ValueAt(index);
                    node = free.Next;
                    break;
                case ChoiceNode choice:
                    int child = choice.Find(number);
                    number -= choice.Before[child];
                    all[order[level]] = distribution.ValueAt(choice.Values[child]);
                    node = choice.Children[child];
                    break;
                case SkipNode skip:
                    node = skip.Next;
                    break;
            }
        }

        return space.IsConditional ? space.Compose(all) : new ParameterSet(space.Names, Array.ConvertAll(all, value => value!.Value));
    }

    /// <summary>The number of a point, or −1.</summary>
    public long NumberOf(ParameterSet point)
    {
        ReadOnlySpan<int> order = space.Order;
        long number = 0;
        int used = 0;
        Node node = root;
        for (int level = 0; level < order.Length; level++)
        {
            Parameter parameter = space.Parameters[order[level]];
            bool given = point.TryGet(parameter.Name, out ParameterValue value);
            if (node is SkipNode skip)
            {
                if (given)
                    return -1;
                node = skip.Next;
                continue;
            }

            long index = given ? parameter.Distribution.IndexOf(value) : -1;
            if (index < 0)
                return -1;
            used++;
            if (node is FreeNode free)
            {
                number += index * free.Next.Count;
                node = free.Next;
            }
            else
            {
                var choice = (ChoiceNode)node;
                int child = Array.BinarySearch(choice.Values, index);
                if (child < 0)
                    return -1;
                number += choice.Before[child];
                node = choice.Children[child];
            }
        }

        return used == point.Count ? number : -1;
    }

    private abstract class Node(long count)
    {
        public long Count { get; } = count;
    }

    private sealed class EndNode() : Node(1);

    /// <summary>A parameter that is inactive here.</summary>
    private sealed class SkipNode(Node next) : Node(next.Count)
    {
        public Node Next { get; } = next;
    }

    /// <summary>A parameter of which every value leads to the same future.</summary>
    private sealed class FreeNode(long values, Node next) : Node(
        next.Count > 0 && values > long.MaxValue / next.Count ? long.MaxValue : values * next.Count)
    {
        public Node Next { get; } = next;
    }

    /// <summary>A parameter whose value decides what follows. Values without any admitted future are left out.</summary>
    private sealed class ChoiceNode(long[] values, Node[] children, long[] before, long count) : Node(count)
    {
        public long[] Values { get; } = values;

        public Node[] Children { get; } = children;

        /// <summary>How many points precede those of each value.</summary>
        public long[] Before { get; } = before;

        public int Find(long number)
        {
            int position = Array.BinarySearch(Before, number);
            return position >= 0 ? position : ~position - 1;
        }
    }
}
