using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>One piece of work that a host may carry out: plain data, with an id that is the same whenever the study is planned.</summary>
/// <param name="Id">Unique within the study.</param>
[JsonConverter(typeof(WorkItemConverter))]
public abstract record WorkItem(string Id);
