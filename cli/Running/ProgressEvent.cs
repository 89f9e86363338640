using System.Text.Json.Serialization;

namespace ServerlessTuner.Cli.Running;

/// <summary>What <see cref="JsonProgress"/> prints: one object per line with the member <c>event</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(StartedEvent), "started")]
[JsonDerivedType(typeof(AdvancedEvent), "progress")]
[JsonDerivedType(typeof(FinishedEvent), "finished")]
internal abstract record ProgressEvent;
