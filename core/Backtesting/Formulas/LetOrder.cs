using ServerlessTuner.Core.Model.Expressions;

namespace ServerlessTuner.Core.Backtesting.Formulas;

/// <summary>Puts <c>let</c> expressions in an order in which each comes after those that it uses.</summary>
internal static class LetOrder
{
    /// <summary>The order; names that are defined by themselves go to <paramref name="faults"/>.</summary>
    public static IReadOnlyList<KeyValuePair<string, Expression>> Of(
        IReadOnlyList<KeyValuePair<string, Expression>> lets, List<FormulaFault> faults)
    {
        Dictionary<string, Expression> open = lets.ToDictionary(let => let.Key, let => let.Value, StringComparer.Ordinal);
        ILookup<string, string> users = lets
            .SelectMany(let => let.Value.Names.Where(open.ContainsKey).Select(used => (Used: used, User: let.Key)))
            .ToLookup(pair => pair.Used, pair => pair.User, StringComparer.Ordinal);
        Dictionary<string, int> waiting = lets.ToDictionary(
            let => let.Key, let => let.Value.Names.Count(open.ContainsKey), StringComparer.Ordinal);
        var ready = new Queue<string>(lets.Select(let => let.Key).Where(name => waiting[name] == 0));
        var order = new List<KeyValuePair<string, Expression>>();
        while (ready.TryDequeue(out string? name))
        {
            order.Add(new(name, open[name]));
            open.Remove(name);
            foreach (string user in users[name])
            {
                if (--waiting[user] == 0)
                    ready.Enqueue(user);
            }
        }

        if (open.Count > 0)
            faults.Add(Circle(lets.Select(let => let.Key).First(open.ContainsKey), open));
        return order;
    }

    // Each that is left uses another that is left: following them comes round.
    private static FormulaFault Circle(string start, Dictionary<string, Expression> open)
    {
        var path = new List<string>();
        string name = start;
        while (!path.Contains(name))
        {
            path.Add(name);
            name = open[name].Names.First(open.ContainsKey);
        }

        string[] circle = [.. path.SkipWhile(other => other != name), name];
        string text = circle.Length <= 12 ? string.Join(" → ", circle) : $"{string.Join(" → ", circle.Take(10))} → … → {name}";
        return new(name, new(1, $"{name} is defined by itself: {text}. Let one of them use something else."));
    }
}
