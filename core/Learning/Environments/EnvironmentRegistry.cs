using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>All environments that policies can act in.</summary>
internal static class EnvironmentRegistry
{
    /// <summary>The environments, in the order in which they are listed.</summary>
    public static IReadOnlyList<EnvironmentKind> All { get; } =
    [
        ExecutionWorld.Kind,
        TradingWorld.Kind,
        Control("cart_pole", "Balances a pole on a cart; two choices, 500 is best.", isDiscrete: true, static () => new CartPole()),
        Control("pendulum", "Swings a pendulum up and holds it.", isDiscrete: false, static () => new Pendulum()),
        Control("acrobot", "Swings two links above a line; three choices.", isDiscrete: true, static () => new Acrobot()),
        Control("mountain_car", "Drives a weak car out of a valley.", isDiscrete: false, static () => new MountainCar()),
    ];

    /// <summary>Settings of all environments.</summary>
    public static IReadOnlyList<Setting> Settings { get; } = [.. All.SelectMany(kind => kind.Settings).DistinctBy(setting => setting.Name)];

    /// <summary>The environment with a name, or null.</summary>
    public static EnvironmentKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);

    private static EnvironmentKind Control(string name, string summary, bool isDiscrete, Func<IEnvironment> make) =>
        new(name, summary, [], [], isDiscrete, NeedsMarket: false, data => new ControlWorld(make, data));
}
