using ImageGen.Functions.Adapters.Configuration;
using ImageGen.Functions.Orchestrations;
using Microsoft.Extensions.Configuration;

namespace ImageGen.Functions.Tests.Adapters;

public sealed class CloudSettingsReaderTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    [Fact]
    public void Read_NothingButTheAppsStorage_IsEnough()
    {
        var (settings, faults, _) = Read(("AzureWebJobsStorage", "UseDevelopmentStorage=true"));

        Assert.Empty(faults);
        Assert.Equal("UseDevelopmentStorage=true", settings.Storage.ConnectionString);
        Assert.Null(settings.KeyVault.Uri);
        Assert.Equal(20, settings.MaxActiveRuns);
    }

    [Theory]
    [InlineData("AzureWebJobsStorage:accountName", "teamstore", "https://teamstore.blob.core.windows.net/")]
    [InlineData(
        "AzureWebJobsStorage:blobServiceUri", "https://teamstore.blob.core.windows.net", "https://teamstore.blob.core.windows.net/")]
    [InlineData("ImageGen:Storage:ServiceUri", "https://other.blob.core.windows.net", "https://other.blob.core.windows.net/")]
    public void Read_AccountByIdentity_IsUsed(string name, string value, string expected)
    {
        var (settings, faults, _) = Read((name, value));

        Assert.Empty(faults);
        Assert.Equal(expected, settings.Storage.ServiceUri!.ToString());
    }

    [Fact]
    public void Read_SeveralFaults_NamesThemAllAtOnceAndNoValue()
    {
        var fault = Assert.Throws<UserException>(() => CloudSettingsReader.ReadChecked(
            Configuration(
                ("ImageGen:Storage:ImagesContainer", "Not_A_Container"),
                ("ImageGen:Storage:Prefix", "no-slash"),
                ("ImageGen:KeyVault:Uri", "http://vault"),
                ("ImageGen:Http:MaxActiveRuns", "0"),
                ("ImageGen:Styles:Clear:Keys:0:Value", "test key"),
                ("ImageGen:Limits:Request", "10")),
            Configuration(),
            Today));

        string[] named =
        [
            "ImageGen:Storage:ImagesContainer", "ImageGen:Storage:Prefix", "ImageGen:Storage:ServiceUri", "ImageGen:KeyVault:Uri",
            "ImageGen:Http:MaxActiveRuns", "ImageGen:Styles:Clear:Keys:0:Value", "ImageGen:Limits:Request",
        ];
        Assert.All(named, name => Assert.Contains($"  {name}: ", fault.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("test key", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_VaultAndKeys_SaysThatTheKeysAreNotUsed()
    {
        var (_, faults, notes) = Read(
            ("AzureWebJobsStorage", "UseDevelopmentStorage=true"),
            ("ImageGen:KeyVault:Uri", "https://vault.vault.azure.net"),
            ("ImageGen:Styles:Clear:Keys:0:Value", "test-key-1"));

        Assert.Empty(faults);
        Assert.Contains("ImageGen:KeyVault:Uri", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_OfTheSettings_AreThoseOfTheStyle()
    {
        var (settings, _, _) = Read(("AzureWebJobsStorage", "x"), ("ImageGen:Styles:Clear:Keys:0:Value", "test-key-1"));
        var keys = new SettingsKeySource(settings);

        Assert.Equal(new ApiKey("clear-1", "test-key-1"), Assert.Single(await keys.ListAsync(ImageStyle.Clear, CancellationToken.None)));
        Assert.Empty(await keys.ListAsync(ImageStyle.Consistent, CancellationToken.None));
    }

    [Theory]
    [InlineData("32", null, null, 10)]
    [InlineData("100", null, null, 32)]
    [InlineData("32", "8", null, 2)]
    [InlineData("1", null, null, 1)]
    [InlineData(null, null, null, 2)]
    [InlineData("32", "8", "50", 50)]
    public void Read_SlotsForActivities_BoundTheCallsInFlightOfAStyle(string? hostJson, string? appSetting, string? asked, int expected)
    {
        const string slots = "extensions:durableTask:maxConcurrentActivityFunctions";
        (string, string)[] settings =
        [
            ("AzureWebJobsStorage", "x"),
            .. appSetting is null ? Array.Empty<(string, string)>() : [($"AzureFunctionsJobHost:{slots}", appSetting)],
            .. asked is null ? Array.Empty<(string, string)>() : [("ImageGen:Limits:MaxInFlightPerStyle", asked)],
        ];

        var (read, faults, _) = CloudSettingsReader.Read(
            Configuration(settings), hostJson is null ? Configuration() : Configuration((slots, hostJson)), Today);

        Assert.Empty(faults);
        Assert.Equal(expected, read.Limits.MaxInFlightInAll);
    }

    [Theory]
    [InlineData(null, 1_000)]
    [InlineData("250ms", 250)]
    public void Read_Margin_IsThatOfColdWorkersUnlessItIsSet(string? asked, int milliseconds)
    {
        var (settings, faults, _) = asked is null
            ? Read(("AzureWebJobsStorage", "x"))
            : Read(("AzureWebJobsStorage", "x"), ("ImageGen:Limits:Margin", asked));

        Assert.Empty(faults);
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), settings.Limits.Margin);
    }

    [Fact]
    public void HostJson_AsItIsShipped_LeavesRoomForTheCallsOfAllStyles()
    {
        var shipped = ActivitySlots.HostJson(AppContext.BaseDirectory);
        var slots = int.Parse(shipped["extensions:durableTask:maxConcurrentActivityFunctions"]!, CultureInfo.InvariantCulture);

        var (read, _, _) = CloudSettingsReader.Read(Configuration(("AzureWebJobsStorage", "x")), shipped, Today);

        Assert.InRange(read.Limits.MaxInFlightInAll!.Value * ImageStyles.All.Count, slots * 3 / 4, slots - 1);
    }

    /// <summary>Else a style would ask only when its start is due already.</summary>
    [Fact]
    public void Read_Lookahead_IsLongerThanTheSlackOfStylesAndTheDelaysOfTimers() =>
        Assert.InRange(
            Read(("AzureWebJobsStorage", "x")).Settings.Limits.Lookahead,
            Orchestrators.Limits.Slack + TimeSpan.FromSeconds(1),
            TimeSpan.FromSeconds(15));

    private static CloudSettingsResult Read(params (string Name, string Value)[] settings) =>
        CloudSettingsReader.Read(Configuration(settings), Configuration(), Today);

    private static IConfigurationRoot Configuration(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))).Build();
}
