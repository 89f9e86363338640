using Microsoft.Playwright;

namespace ServerlessTuner.Browser.Tests;

/// <summary>The browser of the system: the file that TUNER_CHROMIUM names, or Chromium or Chrome on the path.</summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    /// <summary>Why tests in a browser are skipped, or null. On CI nothing is skipped: there they fail.</summary>
    public static string? Missing => Find() is null && Environment.GetEnvironmentVariable("CI") != "true"
        ? "Needs Chromium: install it ('apt-get install chromium'), or set TUNER_CHROMIUM."
        : null;

    /// <summary>Starts it without a window.</summary>
    /// <param name="playwright">What drives it.</param>
    /// <param name="hosts">Names that mean this machine, as the pages of other sites have.</param>
    public static Task<IBrowser> StartAsync(IPlaywright playwright, params string[] hosts) => playwright.Chromium.LaunchAsync(
        new BrowserTypeLaunchOptions
        {
            ExecutablePath = Find() ?? throw new FileNotFoundException("There is no Chromium on the path."),
            // Its sandbox needs rights that root in a container does not have.
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server",
                $"--host-resolver-rules={string.Join(',', hosts.Select(host => $"MAP {host} 127.0.0.1"))}",
            ],
        });

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("TUNER_CHROMIUM") is { Length: > 0 } given)
            return given;
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
