using ImageGen.Core.Models.Gemini;
using ImageGen.Local.Configuration;
using static ImageGen.Tests.Local.Configuration.SettingsReading;

namespace ImageGen.Tests.Local.Configuration;

/// <summary>Settings, their defaults, and what is wrong with them.</summary>
public sealed class ImageGenOptionsReaderTests
{
    [Fact]
    public void Read_NothingSet_Defaults()
    {
        var (options, faults, notes) = Read();

        Assert.Empty(faults);
        Assert.Empty(notes);
        Assert.Equal("output", options.Data);
        Assert.Equal(OnStart.Resume, options.OnStart);
        Assert.Equal("gemini-nano-banana-2.1", options.Gemini.Model);
        Assert.Equal(10, options.Limits.Requests);
        Assert.Equal(TimeSpan.FromMinutes(1), options.Limits.Window);
        Assert.False(options.HasKeys);
    }

    [Fact]
    public void Read_EverythingSet_IsTaken()
    {
        var (options, faults, _) = Read(
            ("Data", "/srv/images"),
            ("OnStart", "pause"),
            ("Gemini:BaseUrl", "http://localhost:5070"),
            ("Gemini:Model", "gemini-3-pro-image"),
            ("Gemini:AspectRatio", "16:9"),
            ("Gemini:ImageSize", "2K"),
            ("Gemini:Timeout", "90s"),
            ("Gemini:MaxAnswerBytes", "2000000"),
            ("Limits:Requests", "5"),
            ("Limits:Window", "00:00:30"),
            ("Limits:Margin", "250ms"),
            ("Limits:Spend", "9.50"),
            ("Limits:SpendWindow", "10m"),
            ("Limits:RequestsPerDay", "1000"),
            ("Limits:MaxInFlight", "8"),
            ("Limits:MaxInFlightPerStyle", "12"),
            ("Http:Urls", "http://localhost:1"),
            ("Http:ApiKey", "test-secret"),
            ("Http:CorsOrigins:0", "https://storyboards.example"),
            ("Http:MaxActiveRuns", "3"),
            ("Styles:Clear:Keys:0:Value", " test-key-1\n"),
            ("Styles:Clear:Keys:0:Project", "studio"),
            ("Styles:Clear:Keys:0:Requests", "20"),
            ("Styles:Clear:Keys:1:Value", "test-key-2"),
            ("Styles:Clear:Keys:1:Id", "spare"));

        Assert.Empty(faults);
        Assert.Equal(("/srv/images", OnStart.Pause), (options.Data, options.OnStart));
        Assert.Equal(
            new GeminiOptions
            {
                BaseUrl = "http://localhost:5070",
                Model = "gemini-3-pro-image",
                AspectRatio = "16:9",
                ImageSize = "2K",
                Timeout = TimeSpan.FromSeconds(90),
                MaxAnswerBytes = 2_000_000,
            },
            options.Gemini);
        var limits = options.Limits;
        Assert.Equal((5, TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(250)), (limits.Requests, limits.Window, limits.Margin!.Value));
        Assert.Equal(
            (9.50m, TimeSpan.FromMinutes(10), 1000, 8, 12),
            (limits.SpendUsd, limits.SpendWindow, limits.RequestsPerDay, limits.MaxInFlight, limits.MaxInFlightInAll));
        Assert.Equal(
            [("clear-1", "test-key-1", "studio", 20), ("spare", "test-key-2", null, null)],
            options.Keys[ImageStyle.Clear].Select(k => (k.Id, k.Value, k.Project, k.Requests)));
    }

    [Theory]
    [InlineData("OnStart", "restart")]
    [InlineData("OnStart", "1")]
    [InlineData("Gemini:BaseUrl", "localhost:5070")]
    [InlineData("Gemini:BaseUrl", "ftp://example.org")]
    [InlineData("Gemini:BaseUrl", "https://name:password@example.org")]
    [InlineData("Gemini:Model", "models/../x")]
    [InlineData("Gemini:Model", "gemini-2.5-flash-image")]
    [InlineData("Gemini:MaxAnswerBytes", "10")]
    [InlineData("Models:gemini-3-pro-image:PricesUsd:1K", "free")]
    [InlineData("Models:gemini-3-pro-image:DefaultSize", "8K")]
    [InlineData("Models:gemini-3-pro-image:Price", "1")]
    [InlineData("Gemini:AspectRatio", "wide")]
    [InlineData("Gemini:ImageSize", "8K")]
    [InlineData("Gemini:Timeout", "60")]
    [InlineData("Gemini:Timeout", "0s")]
    [InlineData("Limits:Requests", "0")]
    [InlineData("Limits:Requests", "-1")]
    [InlineData("Limits:Requests", "ten")]
    [InlineData("Limits:Window", "2.00:00:00")]
    [InlineData("Limits:Margin", "-1s")]
    [InlineData("Limits:Spend", "-2")]
    [InlineData("Limits:Spend", "$5")]
    [InlineData("Limits:RequestsPerDay", "0")]
    [InlineData("Limits:MaxInFlight", "0")]
    [InlineData("Limits:MaxInFlightPerStyle", "0")]
    [InlineData("Limits:Request", "5")]
    [InlineData("Http:MaxActiveRuns", "0")]
    [InlineData("Http:Url", "http://localhost:1")]
    [InlineData("Gemni:Model", "x")]
    [InlineData("Styles:sketch:Keys:0:Value", "test-key-1")]
    public void Read_OneBadSetting_OneFaultThatNamesIt(string setting, string value)
    {
        var fault = Assert.Single(Read((setting, value)).Faults);

        var place = setting.StartsWith("Styles", StringComparison.Ordinal) ? "ImageGen:Styles:sketch" : $"ImageGen:{setting}";
        Assert.Equal(place, fault.Path);
        Assert.Contains(
            $"environment variable {place.Replace(":", "__", StringComparison.Ordinal)}", fault.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_StyleReferences_TheStylesOwnBeforeThatOfAll()
    {
        using var folder = new TempFolder();
        folder.Write("all.png", Builders.TestImage.Png(1));
        folder.Write("clear.png", Builders.TestImage.Png(2));

        var (options, faults, _) = Read(("StyleReference", folder["all.png"]), ("Styles:clear:StyleReference", folder["clear.png"]));

        Assert.Empty(faults);
        Assert.Equal(
            (folder["all.png"], folder["clear.png"]), (
                options.StyleReferences[ImageStyle.Illustration], options.StyleReferences[ImageStyle.Clear]));
        Assert.False(options.HasKeys);
    }

    [Theory]
    [InlineData("StyleReference", "none.png")]
    [InlineData("Styles:clear:StyleReference", "words.png")]
    public void Read_StyleReferenceThatCannotServe_Fault(string setting, string file)
    {
        using var folder = new TempFolder();
        folder.Write("words.png", "words"u8.ToArray());

        Assert.Equal($"ImageGen:{setting}", Assert.Single(Read((setting, folder[file])).Faults).Path);
    }

    [Fact]
    public void Read_ManyBadSettings_AllAreFound() => Assert.Equal(
        ["ImageGen:Gemini:Timeout", "ImageGen:Limits:Requests", "ImageGen:OnStart", "ImageGen:Styles:clear:Keys:0:Value", "ImageGen:Typo"],
        Read(("OnStart", "x"), ("Gemini:Timeout", "x"), ("Limits:Requests", "x"), ("Styles:clear:Keys:0:Project", "p"), ("Typo", "x"))
            .Faults.Select(f => f.Path).Order(StringComparer.Ordinal));

    [Fact]
    public void Read_UnknownSetting_SaysWhatThereIs() =>
        Assert.StartsWith(
            "Below ImageGen:Limits there may be Margin, MaxBytesInFlight, MaxInFlight, MaxInFlightPerStyle, Requests,",
            Assert.Single(Read(("Limits:Request", "5")).Faults).Remedy,
            StringComparison.Ordinal);

    [Fact]
    public void Read_Anything_NeverRepeatsWhatIsSet()
    {
        const string secret = "test-secret-4711";
        string[] places = ["OnStart", "Gemini:BaseUrl", "Gemini:Timeout", "Limits:Requests", "Limits:Spend", "Nowhere",
            "Styles:clear:Keys:0:Id", "Styles:clear:Keys:0:Requests", "Styles:clear:Keys:1:Key"];
        var (options, faults, notes) = Read(
            [.. places.Select(place => (place, secret)), ("Styles:clear:Keys:0:Value", secret), (
                "Styles:illustration:Keys:0:Value", secret), ("Styles:clear:Keys:2:Value", secret + " ")]);

        Assert.True(faults.Length > 8);
        Assert.DoesNotContain(
            secret,
            string.Concat(faults) + string.Concat(notes) + string.Join(',', options.Keys.Values.SelectMany(k => k)),
            StringComparison.Ordinal);
    }
}
