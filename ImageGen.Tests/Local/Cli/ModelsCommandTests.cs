namespace ImageGen.Tests.Local.Cli;

public sealed class ModelsCommandTests : IDisposable
{
    private readonly CliDriver _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Models_ListsThemWithPricesTheDefaultFirst()
    {
        Assert.Equal(0, await _cli.RunAsync("models"));

        var lines = _cli.Output.Split('\n');
        Assert.Matches("^gemini-nano-banana-2.1 +default +1K 0.0336, 2K 0.0504, 4K 0.0756 +1:1 .* 8:1$", lines[1]);
        Assert.Matches("^gemini-3.1-flash-image +deprecated 2026-10-06: use gemini-nano-banana-2.1 +512 0.045, 1K 0.067,", lines[4]);
        Assert.Contains("Shut down: gemini-2.5-flash-image,", _cli.Output, StringComparison.Ordinal);
    }
}
