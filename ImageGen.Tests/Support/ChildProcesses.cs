using System.Runtime.CompilerServices;

namespace ImageGen.Tests.Support;

/// <summary>The environment of every process that a test starts.</summary>
internal static class ChildProcesses
{
    /// <summary>
    /// They live for seconds: most of what they would compile again, or instrument for that, they hardly run any more
    /// (Directory.Build.props).
    /// </summary>
    [ModuleInitializer]
    internal static void CompileOnce()
    {
        Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0");
        Environment.SetEnvironmentVariable("DOTNET_TC_CallCountThreshold", 4096.ToString("X", CultureInfo.InvariantCulture));
    }
}
