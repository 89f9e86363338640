using ServerlessTuner.Core.Studies.Reports.Pages;
using ServerlessTuner.Dashboard;

namespace ServerlessTuner.Core.Service;

/// <summary>The page as the template of <c>report.html</c>.</summary>
public static class ReportTemplate
{
    /// <summary>The template; null in a build that was made without Node.</summary>
    public static PageTemplate? Value => Page.IsBuilt ? new PageTemplate(Page.Html) : null;
}
