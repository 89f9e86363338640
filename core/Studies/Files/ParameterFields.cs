using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>The keys of a parameter beside those of its distribution.</summary>
internal static class ParameterFields
{
    public static readonly Field Distribution = new(
        "distribution",
        SettingKind.Text,
        "The distribution; where it is missing, it follows from the other keys.")
        {
            Choices = [.. Distributions.Forms.Select(form => form.Name)]
        };

    public static readonly Field When = new(
        "when",
        SettingKind.Section,
        "When the parameter is active: values, or lists of values, of other parameters.") { Example = "{booster: gbtree}" };

    public static readonly Field Nested = new("parameters", SettingKind.Section, "Nested parameters; their names are joined by dots.")
    {
        Form = static schema => schema.Reference("parameters", ParameterForm.Write),
    };

    public static readonly Section ParameterSection = new("parameter_mapping", [.. Distributions.Fields, Distribution, When, Nested]);
}
