namespace ImageGen.Local.Cli;

/// <summary>The program's exit codes.</summary>
internal static class ExitCode
{
    /// <summary>All that was asked for is there.</summary>
    public const int Done = 0;

    /// <summary>Some beats failed, or the run is paused or was cancelled; each with its reason.</summary>
    public const int Incomplete = 1;

    /// <summary>Bad input, settings or usage; or the data folder is in use or cannot be written.</summary>
    public const int Usage = 2;

    /// <summary>Ctrl-C.</summary>
    public const int Interrupted = 130;
}
