using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ServerlessTuner.Core.Learning.Models;

namespace ServerlessTuner.Core.Service.Models;

/// <summary>Names a model by its content.</summary>
internal static class ModelDigest
{
    /// <summary>The SHA-256 of a model: kind, name and length of its file, a line each, then the file and the card.</summary>
    /// <param name="model">The model.</param>
    /// <param name="card">The text of its card.</param>
    public static string Of(FinalModel model, string card)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(
            Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{model.Card.Model}\n{model.Card.File}\n{model.Content.Length}\n")));
        hash.AppendData(model.Content);
        hash.AppendData(Encoding.UTF8.GetBytes(card));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
