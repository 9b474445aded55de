namespace ImageGen.Tests.Core.Storyboards;

public sealed class ImageNameTests
{
    [Fact]
    public void PathAs_EachFormat_IsThePredecessorsPathWithTheTrueExtension()
    {
        Assert.True(ProjectName.TryParse("p", out var project));
        var name = new ImageName(project, ImageStyle.Consistent, 3, BeatId.Parse("Beat 3.2"));

        Assert.Equal(
            [
                "generated_images/consistent/Shot_3/Beat_3.2.png",
                "generated_images/consistent/Shot_3/Beat_3.2.jpg",
                "generated_images/consistent/Shot_3/Beat_3.2.webp",
            ],
            ImageFormats.All.Select(name.PathAs));
    }
}
