using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace ServerlessTuner.Core.Model.Values;

/// <summary>A number that tells parameter values apart.</summary>
public static class ParameterFingerprint
{
    /// <summary>
    /// A hash (XXH64) of names and values that is the same in every process: trials with the same values draw the same numbers.
    /// </summary>
    public static ulong Fingerprint(this ParameterSet trial)
    {
        var hash = new XxHash64();
        for (int i = 0; i < trial.Count; i++)
        {
            ParameterValue value = trial.Values[i];
            hash.Append(MemoryMarshal.AsBytes(trial.Names[i].AsSpan()));
            hash.Append(MemoryMarshal.AsBytes("=".AsSpan()));
            hash.Append(MemoryMarshal.AsBytes((value.IsNumber ? value.AsDouble().ToString("R") : value.ToString()).AsSpan()));
            hash.Append(MemoryMarshal.AsBytes("\n".AsSpan()));
        }

        return hash.GetCurrentHashAsUInt64();
    }
}
