namespace ImageGen.Bench;

/// <summary>One question, measured.</summary>
internal interface ISection
{
    string Name { get; }

    /// <summary>Measures and writes its part of the page.</summary>
    Task RunAsync(ReportPage page, bool isQuick, CancellationToken cancellationToken);
}
