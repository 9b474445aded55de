using System.Diagnostics;
using System.Reflection;
using ImageGen.Bench.Processes;
using ImageGen.Tests.Imaging;
using Xunit.Abstractions;

namespace ImageGen.Functions.Tests.Adapters;

/// <summary>
/// What a process of the app takes while 60 attempts are really in flight: the service holds its answers back until the last request has
/// come. The figures are in docs/benchmarks.md.
/// </summary>
[Collection(AzuriteTests.Name)]
public sealed class MemoryTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const int AtOnce = 60;

    [Theory]
    [Trait("Lane", "second")]
    [InlineData(900, 250)]
    [InlineData(2640, 600)]
    public async Task Attempts_SixtyInFlight_StayBelowTheLimit(int side, int limitMegabytes)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var image = SeededImages.Noise(side, side);
        await using var service = await HeldAnswers.StartAsync(image, "image/png", AtOnce);
        var storage = azurite.Fresh();
        var start = new ProcessStartInfo("dotnet", [
            "exec", Assembly.GetExecutingAssembly().Location, storage.ConnectionString!, storage.ImagesContainer, storage.RunsContainer,
            service.BaseUrl, AtOnce.ToString(CultureInfo.InvariantCulture),
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, await errors);
        output.WriteLine($"{image.Length / 1_000_000.0:0.0} MB an image: {text}");
        int[] numbers = [.. text.Split(' ').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
        Assert.Equal(AtOnce, numbers[0]);
        Assert.InRange(numbers[2], 1, limitMegabytes);
    }
}
