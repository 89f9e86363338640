using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Service.Models;

/// <summary>What models and their aliases may be called.</summary>
public static class ModelNames
{
    private const int Longest = 64;
    private const string Rule = "must be 1 to 64 letters, digits, hyphens, underscores and dots, and begin with a letter.";

    /// <summary>Checks the name of a model.</summary>
    /// <exception cref="InvalidInputException">It is none.</exception>
    public static string Check(string name) =>
        IsName(name)
            ? name
            : throw new InvalidInputException(Place.Field("name"), $"The name of a model is '{name}', but {Rule}", "For example: xgb.");

    /// <summary>Checks an alias.</summary>
    /// <exception cref="InvalidInputException">It is none, or what a version is called anyway.</exception>
    public static string CheckAlias(string alias) =>
        IsName(alias) && alias != "latest" && !(alias[0] == 'v' && alias.Skip(1).All(char.IsAsciiDigit))
            ? alias
            : throw new InvalidInputException(
                Place.Field("alias"),
                $"The alias is '{alias}', but {Rule} It cannot be 'latest', or v and a number.",
                "For example: candidate, or prod.");

    private static bool IsName(string name) =>
        name.Length is > 0 and <= Longest && char.IsAsciiLetter(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
