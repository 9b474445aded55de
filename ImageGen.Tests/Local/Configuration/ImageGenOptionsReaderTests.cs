using ImageGen.Core.Models.Gemini;
using ImageGen.Core.Storyboards;
using ImageGen.Local.Configuration;
using Microsoft.Extensions.Configuration;

namespace ImageGen.Tests.Local.Configuration;

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
    public void Read_ModelOfItsOwn_CanBeUsed()
    {
        var (options, faults, _) = Read(
            ("Models:gemini-9-image:PricesUsd:1K", "0.02"),
            ("Models:gemini-9-image:AspectRatios:0", "16:9"),
            ("Models:gemini-9-image:RetiresOn", "2027-03-31"),
            ("Gemini:Model", "gemini-9-image"));

        Assert.Empty(faults);
        Assert.Equal(0.02m, options.Models.EstimateUsd("gemini-9-image", null, 0));
        Assert.Equal(new DateOnly(2027, 3, 31), options.Models.Models["gemini-9-image"].RetiresOn);
    }

    [Fact]
    public void Read_ModelInAList_CanBeUsedWhateverItsIdContains()
    {
        var (options, faults, _) = Read(
            ("Models:0:Id", "gemini-9.5-image"),
            ("Models:0:PricesUsd:1K", "0.02"),
            ("Models:1:Id", "gemini-nano-banana-2.1"),
            ("Models:1:Timeout", "20m"),
            ("Models:pro:Id", "gemini-3-pro-image"),
            ("Models:pro:DeprecatedOn", "2026-11-01"),
            ("Gemini:Timeout", "90s"),
            ("Gemini:Model", "gemini-9.5-image"));

        Assert.Empty(faults);
        Assert.Equal(0.02m, options.Models.EstimateUsd("gemini-9.5-image", null, 0));
        Assert.Equal(TimeSpan.FromSeconds(90), options.Models.TimeoutOf("gemini-9.5-image", null));
        Assert.Equal(TimeSpan.FromMinutes(20), options.Models.TimeoutOf("gemini-nano-banana-2.1", null));
        Assert.Equal(new DateOnly(2026, 11, 1), options.Models.Models["gemini-3-pro-image"].DeprecatedOn);
        Assert.True(options.Limits.Lease > TimeSpan.FromMinutes(20));
    }

    [Theory]
    [InlineData("ImageGen:Models:0:Id", "Models:0:PricesUsd:1K", "0.02")]
    [InlineData("ImageGen:Models:1", "Models:0:Id", "gemini-3-pro-image", "Models:1:Id", "gemini-3-pro-image")]
    [InlineData("ImageGen:Models:gemini-3-pro-image", "Models:0:Id", "gemini-3-pro-image", "Models:gemini-3-pro-image:DefaultSize", "2K")]
    [InlineData("ImageGen:Models:0:PricesUsd", "Models:0:Id", "gemini-9-image")]
    [InlineData("ImageGen:Models:0:RetiresOn", "Models:0:Id", "gemini-3-pro-image", "Models:0:RetiresOn", "soon")]
    [InlineData("ImageGen:Models:0:Timeout", "Models:0:Id", "gemini-3-pro-image", "Models:0:Timeout", "31m")]
    public void Read_BadModelInAList_OneFaultWithItsPlace(string path, params string[] settings) =>
        Assert.Equal(path, Assert.Single(Read([.. settings.Chunk(2).Select(pair => (pair[0], pair[1]))]).Faults).Path);

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

    [Theory]
    [InlineData("Value", "")]
    [InlineData("Value", "  ")]
    [InlineData("Value", "test key")]
    [InlineData("Value", "test-kéy")]
    [InlineData("Value", "test-key-1")]
    [InlineData("Id", "my key")]
    [InlineData("Id", "clear-1")]
    [InlineData("Id", "about-test-key-2")]
    [InlineData("Requests", "0")]
    public void Read_BadKey_FaultNamesItsPlace(string part, string value)
    {
        var settings = new Dictionary<string, string?>
        {
            ["ImageGen:Styles:clear:Keys:0:Value"] = "test-key-1",
            ["ImageGen:Styles:clear:Keys:1:Value"] = "test-key-2",
            [$"ImageGen:Styles:clear:Keys:1:{part}"] = value,
        };

        Assert.Equal($"ImageGen:Styles:clear:Keys:1:{part}", Assert.Single(Read(settings).Faults).Path);
    }

    [Fact]
    public void Read_SameKeyInEveryStyle_ItsRequestsAreDividedAndItSaysSo()
    {
        var (options, faults, notes) = Read(
            ("Styles:illustration:Keys:0:Value", "test-key-1"),
            ("Styles:clear:Keys:0:Value", "test-key-1"),
            ("Styles:consistent:Keys:0:Value", "test-key-1"),
            ("Styles:consistent:Keys:1:Value", "test-key-2"));

        Assert.Empty(faults);
        Assert.All(options.Keys.Values, keys => Assert.Equal(3, keys[0].Requests));
        Assert.Null(options.Keys[ImageStyle.Consistent][1].Requests);
        var note = Assert.Single(notes);
        Assert.Contains("illustration-1, clear-1, consistent-1", note, StringComparison.Ordinal);
        Assert.Contains("3 requests per 00:01:00", note, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OneProjectInTwoStyles_ItsRequestsAreDivided()
    {
        var (options, _, notes) = Read(
            ("Styles:illustration:Keys:0:Value", "test-key-1"),
            ("Styles:illustration:Keys:0:Project", "studio"),
            ("Styles:illustration:Keys:0:Requests", "30"),
            ("Styles:clear:Keys:0:Value", "test-key-2"),
            ("Styles:clear:Keys:0:Project", "studio"));

        Assert.Equal(15, options.Keys[ImageStyle.Illustration][0].Requests);
        Assert.Equal(5, options.Keys[ImageStyle.Clear][0].Requests);
        Assert.Contains("'studio'", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SameKeyWithTwoProjects_Fault() => Assert.Equal(
        "ImageGen:Styles:illustration:Keys:0:Project",
        Assert.Single(Read(
            ("Styles:clear:Keys:0:Value", "test-key-1"),
            ("Styles:illustration:Keys:0:Value", "test-key-1"),
            ("Styles:illustration:Keys:0:Project", "p")).Faults).Path);

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

    private static ImageGenOptionsResult Read(params (string Setting, string Value)[] settings) =>
        Read(settings.ToDictionary(s => "ImageGen:" + s.Setting, s => (string?)s.Value));

    private static ImageGenOptionsResult Read(Dictionary<string, string?> settings) =>
        ImageGenOptionsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), new DateOnly(2026, 11, 21));
}
