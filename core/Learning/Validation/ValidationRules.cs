using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Learning.Validation;

/// <summary>How data are held out.</summary>
/// <param name="Method">The method.</param>
/// <param name="Folds">How many parts are held out; of combinatorial validation, how many parts there are.</param>
/// <param name="TestFolds">How many parts combinatorial validation holds out at once.</param>
/// <param name="Embargo">The share of all times after a held-out part that is not trained on.</param>
/// <param name="Holdout">The share of all times at the end that no fold sees.</param>
public sealed record ValidationRules(ValidationMethod Method, int Folds, int TestFolds, double Embargo, double Holdout)
{
    /// <summary>How many models a trial trains, one after the other: its steps.</summary>
    public int Splits => Method == ValidationMethod.Combinatorial ? Choose(Folds, TestFolds) : Folds;

    /// <summary>The rules that settings give.</summary>
    /// <exception cref="Model.Problems.InvalidInputException">The settings do not go together.</exception>
    public static ValidationRules Of(SettingValues settings)
    {
        var rules = new ValidationRules(
            settings.Text(ValidationSettings.Method.Name) switch
            {
                "walk_forward" => ValidationMethod.WalkForward,
                "rolling" => ValidationMethod.Rolling,
                "combinatorial" => ValidationMethod.Combinatorial,
                _ => ValidationMethod.PurgedKFold,
            },
            settings.Integer(ValidationSettings.Folds.Name),
            settings.Integer(ValidationSettings.TestFolds.Name),
            settings.Number(ValidationSettings.Embargo.Name),
            settings.Number(ValidationSettings.Holdout.Name));
        if (rules.Method == ValidationMethod.Combinatorial && rules.TestFolds >= rules.Folds)
            throw settings.Reject(
                ValidationSettings.TestFolds.Name, $"below cv_folds, which is {rules.Folds}", "For example: cv_folds: 6, test_folds: 2.");
        if (rules.Splits > 1000)
            throw settings.Reject(
                ValidationSettings.TestFolds.Name,
                $"such that at most 1,000 models are trained for each trial, but these are {rules.Splits}",
                "For example: cv_folds: 6, test_folds: 2.");
        return rules;
    }

    /// <summary>The folds of observations, without those of the holdout.</summary>
    public IReadOnlyList<Fold> Cut(LabelSpans spans)
    {
        int embargo = (int)Math.Ceiling(Embargo * spans.Times);
        return Method switch
        {
            ValidationMethod.WalkForward => PurgedFolds.WalkForward(spans, Folds, rolling: false),
            ValidationMethod.Rolling => PurgedFolds.WalkForward(spans, Folds, rolling: true),
            ValidationMethod.Combinatorial => CombinatorialFolds.Of(spans, Folds, TestFolds, embargo).Splits,
            _ => PurgedFolds.KFold(spans, Folds, embargo),
        };
    }

    private static int Choose(int n, int k)
    {
        long choices = 1;
        for (int i = 1; i <= k && choices < int.MaxValue; i++)
            choices = choices * (n - k + i) / i;
        return (int)Math.Min(choices, int.MaxValue);
    }
}
