using static ImageGen.Tests.Local.Configuration.SettingsReading;

namespace ImageGen.Tests.Local.Configuration;

/// <summary>Keys of the styles, and what keys of one project share.</summary>
public sealed class KeySettingsTests
{
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
}
