using ImageGen.Local.Configuration;

namespace ImageGen.Tests.Local.Configuration;

public sealed class HostConfigurationTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Build_CommandLine_OverridesTheFile()
    {
        _folder.Write("appsettings.json", """{"ImageGen": {"Data": "from file", "OnStart": "pause"}}""");

        var configuration = HostConfiguration.Build(_folder.Path, [new("ImageGen:Data", "from command line")]);

        Assert.Equal(("from command line", "pause"), (configuration["ImageGen:Data"], configuration["ImageGen:OnStart"]));
    }

    [Fact]
    public void Build_FileIsNoJson_SaysWhichFile()
    {
        _folder.Write("appsettings.json", "{ \"ImageGen\": ");

        var e = Assert.Throws<UserException>(() => HostConfiguration.Build(_folder.Path, []));

        Assert.Contains(_folder["appsettings.json"], e.Message, StringComparison.Ordinal);
    }
}
