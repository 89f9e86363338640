using System.Collections;

namespace ServerlessTuner.Core.Studies.Files.Options;

/// <summary>
/// What the command line says beside the study file, as it was typed. It is checked by the same rules as the file, and its faults name
/// the option.
/// </summary>
public sealed class StudyOverrides : IEnumerable<OptionText>
{
    private readonly List<OptionText> given = [];

    /// <summary>Adds an option.</summary>
    /// <param name="name">Its name, without hyphens in front.</param>
    /// <param name="text">The value as it was typed, or the content of the file.</param>
    /// <param name="fileName">The name of the file for messages, where the option takes one.</param>
    /// <exception cref="ArgumentException">There is no such option.</exception>
    public void Add(string name, string text, string? fileName = null) =>
        Add(StudyOptions.Find(name) ?? throw new ArgumentException($"There is no option '{name}'.", nameof(name)), text, fileName);

    /// <summary>Adds an option.</summary>
    /// <param name="option">The option.</param>
    /// <param name="text">The value as it was typed, or the content of the file.</param>
    /// <param name="fileName">The name of the file for messages, where the option takes one.</param>
    public void Add(StudyOption option, string text, string? fileName = null) => given.Add(new OptionText(option, text, fileName));

    /// <summary>The last value of an option, or null where it was not given.</summary>
    public string? Value(StudyOption option)
    {
        string? last = null;
        foreach (OptionText item in Of(option))
            last = item.Text;
        return last;
    }

    /// <summary>All values of an option, in their order.</summary>
    public IEnumerable<OptionText> Of(StudyOption option)
    {
        foreach (OptionText item in given)
        {
            if (item.Option == option)
                yield return item;
        }
    }

    /// <inheritdoc/>
    public IEnumerator<OptionText> GetEnumerator() => given.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
