using ImageGen.Core.Models.Images;
using ImageGen.Imaging;
using ImageGen.Simulator.Faults;
using static ImageGen.Tests.Simulator.SimulatedGemini;

namespace ImageGen.Tests.Simulator.Answers;

/// <summary>Images of every type, damaged or only odd.</summary>
public sealed class ImageReplyTests
{
    public static IEnumerable<object[]> DamagedImages =>
    [
        .. from fault in SimulatedFault.DamagedImages.SkipLast(2)
           from format in Enum.GetValues<AnswerFormat>()
           select new object[] { fault.In(format).Name, TypeOf(format) },
        .. SimulatedFault.DamagedImages.Select(fault => new object[] { fault.Name, "image/jpeg" }),
    ];

    public static IEnumerable<object[]> ViewableImages =>
        from fault in SimulatedFault.ViewableImages
        from format in Enum.GetValues<AnswerFormat>()
        let isMislabelled = fault == SimulatedFault.MislabelledImage
        let label = !isMislabelled ? format : format == AnswerFormat.Png ? AnswerFormat.Jpeg : AnswerFormat.Png
        select new object[] { fault.In(format).Name, TypeOf(label), Enum.Parse<ImageFormat>(format.ToString()) };

    private static readonly VipsImageCodec Codec = new();

    [Theory]
    [InlineData("jpeg", "image/jpeg")]
    [InlineData("jpeg-labelled-png", "image/png")]
    public async Task Jpeg_IsAWholeJpegUnderThatLabel(string fault, string label)
    {
        await using var gemini = await WithFaultAsync(SimulatedFault.Parse(fault)!, ImageMode.Full);

        var answer = await gemini.Client.AskAsync("A fox");

        Assert.Equal(label, (string?)answer.InlineData!["mimeType"]);
        Assert.Equal(new ImageCheck.Whole(ImageFormat.Jpeg, 640, 360), ImageInspector.Inspect(answer.Image));
    }

    [Theory]
    [MemberData(nameof(DamagedImages))]
    public async Task DamagedImage_OfEveryType_IsFoundByAStrictDecoder(string fault, string label)
    {
        await using var gemini = await WithFaultAsync(SimulatedFault.Parse(fault)!);
        for (var prompt = 1; prompt <= 4; prompt++)
        {
            var answer = await gemini.Client.AskAsync($"A fox, number {prompt}");

            Assert.Equal(label, (string?)answer.InlineData!["mimeType"]);
            Assert.IsType<ImageCheck.Broken>(Codec.Check(answer.Image));
        }

        Assert.Equal((0, 4), (gemini.Simulator.Stats.Images, (int)gemini.Simulator.Stats.Faults[fault]));
    }

    [Theory]
    [MemberData(nameof(ViewableImages))]
    public async Task OddImage_OfEveryType_HasAllItsPixels(string fault, string label, ImageFormat format)
    {
        await using var gemini = await WithFaultAsync(SimulatedFault.Parse(fault)!, ImageMode.Full);

        var answer = await gemini.Client.AskAsync("A fox");

        Assert.Equal(label, (string?)answer.InlineData!["mimeType"]);
        Assert.Equal(new ImageCheck.Whole(format, 640, 360), Codec.Check(answer.Image));
    }

    [Fact]
    public async Task OddImages_DifferFromThePlainOne()
    {
        await using var plain = await SimulatedGemini.StartAsync();
        var image = (await plain.Client.AskAsync("A fox")).Image;
        await using var cut = await WithFaultAsync(SimulatedFault.NoEndMarker);
        await using var longer = await WithFaultAsync(SimulatedFault.TrailingBytes);

        Assert.Equal(image[..^2], (await cut.Client.AskAsync("A fox")).Image);
        Assert.Equal(image, (await longer.Client.AskAsync("A fox")).Image[..image.Length]);
        Assert.True((await longer.Client.AskAsync("A fox")).Image.Length > image.Length);
    }

    private static string TypeOf(AnswerFormat format) => $"image/{format.ToString().ToLowerInvariant()}";
}
