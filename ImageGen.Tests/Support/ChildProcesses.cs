using System.Runtime.CompilerServices;

namespace ImageGen.Tests.Support;

/// <summary>The environment of every process that a test starts.</summary>
internal static class ChildProcesses
{
    /// <summary>
    /// They live for seconds and run nearly all of their code a few times only: instrumenting it for a better compilation is a sixth of
    /// their processor time. The tests' own process has this from its project file.
    /// </summary>
    [ModuleInitializer]
    internal static void CompileOnce() => Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0");
}
