using ServerlessTuner.Core.Studies.Files;

namespace ServerlessTuner.Cli.Programs;

/// <summary>The module <c>tuner</c> that Python scripts import: kept in this command, laid where scripts find it.</summary>
internal static class PythonClient
{
    private const string Resource = "tuner.py";

    /// <summary>
    /// The folder that holds the module, for <c>PYTHONPATH</c>; one for each version of it, shared by all runs of a user.
    /// </summary>
    public static string Folder()
    {
        using Stream stream = typeof(PythonClient).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not in this command.");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        string root = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (root.Length == 0)
            root = Path.GetTempPath();
        string folder = Path.Combine(root, "ServerlessTuner", "python", StudyFile.Hash(content.ToArray()));
        string file = Path.Combine(folder, Resource);
        if (File.Exists(file) && new FileInfo(file).Length == content.Length)
            return folder;
        Directory.CreateDirectory(folder);
        // Renamed, so that no script sees a part of it.
        string part = Path.Combine(folder, $"{Resource}.{Environment.ProcessId}.part");
        File.WriteAllBytes(part, content.ToArray());
        File.Move(part, file, overwrite: true);
        return folder;
    }
}
