using ServerlessTuner.Core.Learning.Features;
using ServerlessTuner.Core.Learning.Labels;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Learning.Validation;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Reads models that are trained.</summary>
internal sealed class ModelReader(StudyContext context)
{
    /// <summary>The settings that a trial may have, or that stand in the file as fixed.</summary>
    public static IReadOnlyList<Setting> SettingsOf(ModelSpec spec) => ModelRegistry.Find(spec.Model) is ModelKind kind
        ? [.. kind.Settings, .. ValidationSettings.All, .. MetaSettings.Searchable(spec.Meta, kind.Settings)]
        : [];

    /// <summary>The model, or null where it is none.</summary>
    public ModelSpec? Read(SectionReader top, StudyNode node)
    {
        ComponentSpec? model = new ComponentReader(context).ReadModel(node);
        ParameterSet labels = ReadSection(top, ModelFields.Labels, LabelSettings.All, ModelFields.LabelSection.Fields);
        ComponentSpec? meta = top.Node(ModelFields.Labels)?.Find(ModelFields.Meta.Name) is { IsNull: false } written
            ? new ComponentReader(context).ReadMeta(written)
            : null;
        ParameterSet validation = ReadSection(top, ModelFields.Validation, ValidationSettings.All);
        IReadOnlyList<FeatureDefinition> features = new FeatureReader(context).Read(top);
        if (top.Node(StudyFields.Data) is null)
            context.Problems.Add(
                top.Place,
                "data",
                "data is missing.",
                "Name the market data of at least one symbol, such as data: {EURUSD: data/eurusd.csv}.");
        string[] ignored = [
            .. new[]
            {
                ProgramFields.Program, ProgramFields.Command
            }.Where(field => top.Node(field) is not null).Select(field => field.Name)
        ];
        if (ignored.Length > 0)
            context.Notes.Add($"The model is trained here, so {string.Join(" and ", ignored)} have no meaning and are ignored.");
        if (model is null)
            return null;
        return new ModelSpec(model.Name, Join(model.Settings, labels), validation) { Features = features, Meta = meta };
    }

    /// <summary>Takes parameters with a single value that name settings of the validation, and checks what must go together.</summary>
    public ModelSpec WithConstants(
        SectionReader top, ModelSpec model, SearchSpace? space, IReadOnlyDictionary<string, StudyNode> nodes)
    {
        ParameterSet validation = model.Validation;
        foreach (Parameter parameter in space?.Parameters ?? [])
        {
            if (ValidationSettings.All.FirstOrDefault(setting => setting.Name == parameter.Name) is not Setting setting)
                continue;
            if (parameter.Distribution.Count == 1)
            {
                // What is wrong by itself has been reported with all other parameters.
                ParameterValue value = parameter.Distribution.ValueAt(0);
                if (setting.Check(top.Place, parameter.Name, value, string.Empty) is null)
                    validation = Join(new ParameterSet([parameter.Name], [value]), validation);
            }
            else
            {
                context.Problems.Add(
                    nodes[parameter.Name].Place,
                    $"parameters.{parameter.Name}",
                    $"parameters.{parameter.Name} takes several values, but all trials of a study are validated alike.",
                    "Give it one value.");
            }
        }

        Check(top, validation);
        if (space is not null)
            new ModelRules(context).CheckParameters(top, model, space, nodes);
        return model with { Validation = validation };
    }

    private void Check(SectionReader top, ParameterSet validation)
    {
        try
        {
            ValidationRules.Of(new SettingValues("validation", "validation", ValidationSettings.All, validation));
        }
        catch (InvalidInputException fault)
        {
            Place place = top.Node(ModelFields.Validation)?.Place ?? top.Place;
            foreach (InputProblem problem in fault.Problems)
                context.Problems.Add(problem with { Place = place });
        }
    }

    private static ParameterSet ReadSection(
        SectionReader top, Field field, IReadOnlyList<Setting> settings, IReadOnlyList<Setting>? keys = null)
    {
        var names = new List<string>();
        var values = new List<ParameterValue>();
        if (top.Section(field, keys ?? settings) is not SectionReader section)
            return ParameterSet.Empty;
        foreach (Setting setting in settings)
        {
            ParameterValue? value = setting.Kind switch
            {
                SettingKind.Integer => section.Integer(setting) is long number ? ParameterValue.Of(number) : null,
                SettingKind.Number => section.Number(setting) is double number ? ParameterValue.Of(number) : null,
                _ => section.Text(setting) is string text ? ParameterValue.Of(text) : null,
            };
            if (value is not ParameterValue given)
                continue;
            names.Add(setting.Name);
            values.Add(given);
        }

        return new ParameterSet([.. names], [.. values]);
    }

    // The first one's values count where both have one.
    private static ParameterSet Join(ParameterSet first, ParameterSet second)
    {
        string[] more = [.. second.Names.Where(name => !first.TryGet(name, out _))];
        return new ParameterSet([.. first.Names, .. more], [.. first.Values, .. more.Select(name => second[name])]);
    }
}
