using System.Globalization;

namespace ServerlessTuner.Cli.Serving;

/// <summary>
/// Counts in a study's folder how many processes in a row have ended while they opened the study, or before its first piece of work was
/// done. One that takes the whole service with it is set aside so, and not opened at every start for ever.
/// </summary>
/// <param name="folder">The study's folder.</param>
internal sealed class StartMarker(string folder)
{
    /// <summary>So many in a row are no accident.</summary>
    public const int MostStarts = 3;

    private readonly string path = Path.Combine(folder, "opening");
    private volatile bool isSet;

    /// <summary>Marks that the study is being opened.</summary>
    /// <returns>False where too many processes have ended while they did that.</returns>
    public bool TrySet()
    {
        isSet = true;
        try
        {
            int starts = File.Exists(path)
                && int.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out int before) ? before : 0;
            if (starts >= MostStarts)
                return false;
            File.WriteAllText(path, (starts + 1).ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            // Without a mark, the study is opened as if it were the first time.
        }

        return true;
    }

    /// <summary>Takes the mark of earlier processes away: the user wants the study to be tried again.</summary>
    public void Reset()
    {
        isSet = true;
        Clear();
    }

    /// <summary>Takes the mark away: the study works.</summary>
    public void Clear()
    {
        if (!isSet)
            return;
        isSet = false;
        try
        {
            File.Delete(path);
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            isSet = true;
        }
    }
}
