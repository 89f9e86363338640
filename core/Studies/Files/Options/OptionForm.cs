namespace ServerlessTuner.Core.Studies.Files.Options;

/// <summary>What a command line writes after an option.</summary>
public enum OptionForm
{
    /// <summary>One value.</summary>
    Value,

    /// <summary>Nothing: the option itself means true.</summary>
    Switch,

    /// <summary>One value; the option may be repeated.</summary>
    Repeated,

    /// <summary>The path of a file whose content counts; the option may be repeated.</summary>
    File,
}
