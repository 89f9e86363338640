using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;

namespace ServerlessTuner.Functions.Storage;

/// <summary>
/// Makes the clients of the storage account that the Functions host uses too: by connection string (Azurite), or by identity,
/// with the host's own settings <c>AzureWebJobsStorage__accountName</c> or <c>__blobServiceUri</c> and <c>__tableServiceUri</c>, and
/// <c>__clientId</c> for a user-assigned identity.
/// </summary>
public static class StorageClients
{
    private const string Section = "AzureWebJobsStorage";

    /// <summary>Makes both clients.</summary>
    /// <exception cref="InvalidOperationException">Nothing says which account to use.</exception>
    public static (BlobServiceClient Blobs, TableServiceClient Tables) Create(IConfiguration configuration)
    {
        if (configuration[Section] is { Length: > 0 } connection)
            return (new BlobServiceClient(connection), new TableServiceClient(connection));
        IConfigurationSection section = configuration.GetSection(Section);
        Uri blobs = UriOf(section, "blob");
        Uri tables = UriOf(section, "table");
        TokenCredential credential = new DefaultAzureCredential(
            new DefaultAzureCredentialOptions { ManagedIdentityClientId = section["clientId"] });
        return (new BlobServiceClient(blobs, credential), new TableServiceClient(tables, credential));
    }

    private static Uri UriOf(IConfigurationSection section, string service)
    {
        if (section[$"{service}ServiceUri"] is { Length: > 0 } uri)
            return new Uri(uri);
        if (section["accountName"] is { Length: > 0 } account)
            return new Uri($"https://{account}.{service}.core.windows.net");
        throw new InvalidOperationException(
            $"Nothing says where to store: set {Section} to a connection string, or {Section}__accountName to the name of an account "
                + $"that this app's identity may use.");
    }
}
