using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Models.Gemini;

namespace ImageGen.Tests.Core.Models.Gemini;

public sealed class GeminiOptionsTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Theory]
    [InlineData("https://generativelanguage.googleapis.com")]
    [InlineData("https://gateway.example/gemini/")]
    [InlineData("http://localhost:5100")]
    [InlineData("http://127.0.0.1:5100")]
    [InlineData("http://[::1]:5100")]
    [InlineData("http://simulator:8080")]
    public void Validate_GoodAddress_IsFine(string url) => Assert.Empty(Faults(new GeminiOptions { BaseUrl = url }));

    [Theory]
    [InlineData("", "This is no http or https address.")]
    [InlineData("generativelanguage.googleapis.com", "This is no http or https address.")]
    [InlineData("file:///etc/passwd", "This is no http or https address.")]
    [InlineData("http://generativelanguage.googleapis.com", "The address is not encrypted, and the key would travel in the clear.")]
    [InlineData("https://x.example/v1beta/", "The address ends with /v1beta, which is added to it.")]
    [InlineData("https://x.example?key=1", "The address has more than a host and a path.")]
    [InlineData("https://x.example#key", "The address has more than a host and a path.")]
    [InlineData("https://user:secret@x.example", "The address has more than a host and a path.")]
    public void Validate_BadAddress_SaysWhy(string url, string problem)
    {
        var fault = Assert.Single(Faults(new GeminiOptions { BaseUrl = url }));

        Assert.Equal(("ImageGen:Gemini:BaseUrl", problem), (fault.Path, fault.Problem));
    }

    [Fact]
    public void Validate_EveryFault_IsNamedWithItsPath() =>
        Assert.Equal(
            ["ImageGen:Gemini:BaseUrl", "ImageGen:Gemini:AspectRatio", "ImageGen:Gemini:ImageSize", "ImageGen:Gemini:Timeout",
                "ImageGen:Gemini:MaxAnswerBytes"],
            Faults(new GeminiOptions
            {
                BaseUrl = "x",
                Model = "gemini-3-pro-image",
                AspectRatio = "8:1",
                ImageSize = "512",
                Timeout = TimeSpan.FromMinutes(31),
                MaxAnswerBytes = 5,
            }).Select(f => f.Path));

    [Theory]
    [InlineData(999, false)]
    [InlineData(1_000, true)]
    [InlineData(600_000, true)]
    [InlineData(1_800_001, false)]
    public void Validate_Timeout_IsBetweenASecondAndHalfAnHour(int milliseconds, bool isFine) =>
        Assert.Equal(isFine, Faults(new GeminiOptions { Timeout = TimeSpan.FromMilliseconds(milliseconds) }).IsEmpty);

    [Fact]
    public void Validate_ShutDownModel_IsRefused() =>
        Assert.Equal("ImageGen:Gemini:Model", Assert.Single(Faults(new GeminiOptions { Model = "gemini-2.5-flash-image" })).Path);

    private static ImmutableArray<Fault> Faults(GeminiOptions options) => options.Validate(ModelCatalogue.BuiltIn, Today);
}
