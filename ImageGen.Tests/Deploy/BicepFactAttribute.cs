using System.Runtime.InteropServices;

namespace ImageGen.Tests.Deploy;

/// <summary>For what needs the Bicep compiler, which the tests have for Linux on x64 only.</summary>
public sealed class BicepFactAttribute : FactAttribute
{
    public BicepFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture is not Architecture.X64)
        {
            Skip = "The Bicep compiler is restored for linux-x64 only.";
        }
    }
}
