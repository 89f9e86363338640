namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>The policy of a trial, as files.</summary>
/// <param name="Card">Its card; name of the study and number of the trial are to be filled in.</param>
/// <param name="Policy">The content of <c>policy.json</c>.</param>
/// <param name="Onnx">The content of <c>policy.onnx</c>.</param>
public sealed record FinalPolicy(PolicyCard Card, string Policy, byte[] Onnx)
{
    /// <summary>The file with the policy.</summary>
    public const string PolicyName = PolicyFile.FileName;

    /// <summary>The file for other programs.</summary>
    public const string OnnxName = "policy.onnx";
}
