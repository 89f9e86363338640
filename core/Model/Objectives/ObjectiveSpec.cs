namespace ServerlessTuner.Core.Model.Objectives;

/// <summary>What a trial runs.</summary>
public abstract record ObjectiveSpec;
