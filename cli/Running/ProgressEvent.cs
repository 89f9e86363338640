using System.Text.Json.Serialization;

namespace ServerlessTuner.Cli.Running;

/// <summary>What commands print for programs: one object per line with the member <c>event</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(StartedEvent), "started")]
[JsonDerivedType(typeof(AdvancedEvent), "progress")]
[JsonDerivedType(typeof(FinishedEvent), "finished")]
[JsonDerivedType(typeof(ValidEvent), "valid")]
[JsonDerivedType(typeof(RefusedEvent), "refused")]
[JsonDerivedType(typeof(FaultEvent), "fault")]
internal abstract record ProgressEvent;
