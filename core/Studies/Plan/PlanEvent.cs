namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>Something that a user or a clock asked of a study.</summary>
public abstract record PlanEvent : PlanEntry;
