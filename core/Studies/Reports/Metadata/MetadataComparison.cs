namespace ServerlessTuner.Core.Studies.Reports.Metadata;

/// <summary>What two stages took, against one stage with all scenarios of the second.</summary>
/// <param name="EvaluationsTwoStage">Evaluations that were made.</param>
/// <param name="EvaluationsSingleStage">Evaluations that one stage would have made.</param>
/// <param name="WorkSecondsTwoStage">What the first took.</param>
/// <param name="WorkSecondsSingleStage">What the others would have taken.</param>
/// <param name="WorkSecondsSaved">The difference; negative where two stages cost more.</param>
internal sealed record MetadataComparison(
    long EvaluationsTwoStage, long EvaluationsSingleStage, double WorkSecondsTwoStage, double WorkSecondsSingleStage,
    double WorkSecondsSaved);
