using System.Text.Json.Serialization;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Service.Models;

namespace ServerlessTuner.Core.Service;

/// <summary>The JSON of the API, made at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [
        typeof(SnakeCaseEnum<StudyStatus>),
        typeof(SnakeCaseEnum<TrialState>),
        typeof(SnakeCaseEnum<Goal>),
        typeof(SnakeCaseEnum<ModelChange>)
    ])]
[JsonSerializable(typeof(StudyView))]
[JsonSerializable(typeof(StudyListView))]
[JsonSerializable(typeof(TrialPageView))]
[JsonSerializable(typeof(ArtifactListView))]
[JsonSerializable(typeof(DataView))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(ProblemView))]
[JsonSerializable(typeof(StudyEnvelope))]
[JsonSerializable(typeof(ArtifactView))]
[JsonSerializable(typeof(AskRequest))]
[JsonSerializable(typeof(AskedTrialView))]
[JsonSerializable(typeof(ReportRequest))]
[JsonSerializable(typeof(ReportView))]
[JsonSerializable(typeof(TellRequest))]
[JsonSerializable(typeof(OutcomeView))]
[JsonSerializable(typeof(ModelListView))]
[JsonSerializable(typeof(ModelView))]
[JsonSerializable(typeof(ModelVersionView))]
[JsonSerializable(typeof(ModelEvent))]
[JsonSerializable(typeof(PromoteRequest))]
[JsonSerializable(typeof(MoveAliasRequest))]
[JsonSerializable(typeof(RollbackRequest))]
[JsonSerializable(typeof(ValidationView))]
[JsonSerializable(typeof(ImportanceView))]
[JsonSerializable(typeof(NotesView))]
[JsonSerializable(typeof(TradesView))]
[JsonSerializable(typeof(StudyRecord))]
[JsonSerializable(typeof(IReadOnlyList<TrialRecord>))]
public sealed partial class ServiceJson : JsonSerializerContext;
