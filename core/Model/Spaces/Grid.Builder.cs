using System.Runtime.CompilerServices;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Spaces;

/// <content>Builds the tree of a grid.</content>
internal sealed partial class Grid
{
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
                    $"There are {space.Order.Length:N0} parameters, too many to number their combinations.", "Use fewer, or a sampler that "
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
