using System.Runtime.CompilerServices;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>
/// Numbers the admitted points of a finite space. Parameters that neither conditions nor constraints touch are digits of a
/// mixed-radix number; the others form a graph with one node per distinguishable past, which stores how many points lie
/// below each value. So 4,851 of 99 × 99 window pairs with a million exits each take a hundred small tables.
/// </summary>
internal sealed class Grid
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

    private sealed class Builder
    {
        private readonly SearchSpace space;
        private readonly bool[] coupled;
        private readonly int[][] live;
        private readonly (IConstraint Constraint, int[] Parameters, string[] Names)[][] checks;
        private readonly Dictionary<string, Node>[] known;
        private readonly ParameterValue?[] all;
        private readonly long[] chosen;
        private long edges;

        public InvalidInputException? Fault { get; private set; }

        public Builder(SearchSpace space)
        {
            this.space = space;
            int levels = space.Order.Length;
            all = new ParameterValue?[levels];
            chosen = new long[levels];
            coupled = new bool[levels];
            var levelOf = new int[levels];
            var lastUse = new int[levels];
            for (int level = 0; level < levels; level++)
            {
                levelOf[space.Order[level]] = level;
                lastUse[level] = -1;
            }

            checks = new (IConstraint, int[], string[])[levels][];
            known = new Dictionary<string, Node>[levels];
            var checksAt = new List<(IConstraint, int[], string[])>[levels];
            for (int i = 0; i < levels; i++)
                (known[i], checksAt[i]) = (new(StringComparer.Ordinal), []);
            for (int i = 0; i < levels; i++)
            {
                foreach ((int parent, _) in space.ConditionsOf(i))
                    Use(parent, levelOf[i]);
                coupled[i] |= space.ConditionsOf(i).Length > 0;
            }

            foreach ((IConstraint constraint, int[] parameters) in space.ResolvedConstraints)
            {
                int last = parameters.Length == 0 ? 0 : parameters.Max(parameter => levelOf[parameter]);
                foreach (int parameter in parameters)
                    Use(parameter, last);
                if (levels > 0)
                {
                    checksAt[last].Add((constraint, parameters, [.. constraint.Parameters]));
                    coupled[space.Order[last]] = true;
                }
            }

            live = new int[levels][];
            for (int level = 0; level < levels; level++)
            {
                checks[level] = [.. checksAt[level]];
                var needed = new List<int>();
                for (int earlier = 0; earlier < level; earlier++)
                {
                    if (lastUse[space.Order[earlier]] >= level)
                        needed.Add(space.Order[earlier]);
                }

                live[level] = [.. needed];
            }

            void Use(int parameter, int level)
            {
                coupled[parameter] = true;
                lastUse[parameter] = Math.Max(lastUse[parameter], level);
            }
        }

        public Node Build() => Build(0);

        private Node Build(int level)
        {
            if (level == space.Order.Length)
                return new EndNode();
            // Two frames for each parameter: a study has at most a thousand, but a space made by other means may have any number.
            if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            {
                Fault ??= new InvalidInputException(
                    "parameters",
                    $"There are {space.Order.Length:N0} parameters, too many to number their combinations. Use fewer, or a sampler that "
                        + $"needs no grid.");
                return new EndNode();
            }

            string key = string.Join(',', live[level].Select(parameter => chosen[parameter]));
            if (!known[level].TryGetValue(key, out Node? node))
                known[level][key] = node = Make(level);
            return node;
        }

        private Node Make(int level)
        {
            int parameter = space.Order[level];
            Distribution distribution = space.Parameters[parameter].Distribution;
            long count = distribution.Count!.Value;
            if (!coupled[parameter])
                return new FreeNode(count, Build(level + 1));
            (all[parameter], chosen[parameter]) = (null, -1);
            if (!space.IsActive(parameter, all))
                return new SkipNode(Build(level + 1));

            edges += Math.Min(count, MaxEdges + 1);
            if (edges > MaxEdges)
            {
                Fault ??= new InvalidInputException(
                    Place.Field($"parameters.{space.Parameters[parameter].Name}"),
                    $"conditions and constraints couple more than {MaxEdges:N0} values, too many to number.",
                    "Use coarser steps, or a sampler that needs no grid.");
                return new EndNode();
            }

            var values = new List<long>();
            var children = new List<Node>();
            var before = new List<long>();
            long total = 0;
            for (long index = 0; index < count; index++)
            {
                (all[parameter], chosen[parameter]) = (distribution.ValueAt(index), index);
                if (!Admitted(level))
                    continue;
                Node child = Build(level + 1);
                if (child.Count == 0)
                    continue;
                values.Add(index);
                children.Add(child);
                before.Add(total);
                total = total > long.MaxValue - child.Count ? long.MaxValue : total + child.Count;
            }

            (all[parameter], chosen[parameter]) = (null, -1);
            return new ChoiceNode([.. values], [.. children], [.. before], total);
        }

        private bool Admitted(int level)
        {
            foreach ((IConstraint constraint, int[] parameters, string[] names) in checks[level])
            {
                var values = new ParameterValue[parameters.Length];
                bool complete = true;
                for (int i = 0; i < parameters.Length && complete; i++)
                {
                    complete = all[parameters[i]] is not null;
                    values[i] = all[parameters[i]] ?? default;
                }

                if (complete && !constraint.Holds(new ParameterSet(names, values)))
                    return false;
            }

            return true;
        }
    }
}
