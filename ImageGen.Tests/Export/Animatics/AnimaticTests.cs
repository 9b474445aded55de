using ImageGen.Core.Api.Exports;
using ImageGen.Export;
using ImageGen.Export.Animatics;
using NetVips;

namespace ImageGen.Tests.Export.Animatics;

/// <summary>The animatic as libvips reads it.</summary>
public sealed class AnimaticTests
{
    private static readonly ExportOptions Options = new() { Format = ExportFormat.Animatic, Width = 160 };

    [Fact]
    public async Task Write_Beats_AreFramesAsLongAsTheyTakeToRead()
    {
        using var world = new ExportWorld();
        var sheet = await world.SheetAsync([ImageStyle.Clear], "One.", string.Join(' ', Enumerable.Repeat("word", 20)), null);

        var (bytes, notes, progress) = await world.WriteAsync(sheet, Options);

        using var animation = Image.WebploadBuffer(bytes, n: -1);
        Assert.Equal(3, (int)animation.Get("n-pages"));
        Assert.Equal([2000, 8000, 2000], (int[])animation.Get("delay"));
        Assert.Equal((160, 120), (animation.Width, (int)animation.Get("page-height")));
        Assert.Empty(notes);
        Assert.Equal([1, 2, 3], progress);
    }

    [Fact]
    public async Task Write_Frame_ShowsItsImage()
    {
        using var world = new ExportWorld();
        var sheet = await world.SheetAsync([ImageStyle.Clear], "One.", "Two.");
        using var red = Image.Black(64, 48, bands: 3).NewFromImage(200, 10, 10).Copy(interpretation: Enums.Interpretation.Srgb);
        world.Images.Put(sheet.Beats[1].Cells[0].Name, red.PngsaveBuffer(), ImageFormat.Png);

        var (bytes, _, _) = await world.WriteAsync(sheet, Options);

        using var animation = Image.WebploadBuffer(bytes, n: -1);
        var pixel = animation.Getpoint(80, 120 + 60);
        Assert.InRange(pixel[0], 185, 215);
        Assert.InRange(pixel[1], 0, 30);
    }

    [Fact]
    public async Task Write_ThreeStyles_StandSideBySide()
    {
        using var world = new ExportWorld();
        var sheet = await world.SheetAsync([.. ImageStyles.All], "One.");

        var (bytes, _, _) = await world.WriteAsync(sheet, Options with { Width = 480 });

        using var animation = Image.WebploadBuffer(bytes, n: -1);
        Assert.Equal((480, 120), (animation.Width, animation.Height));
    }

    [Fact]
    public async Task Write_DamagedImage_IsGreyAndSaid()
    {
        using var world = new ExportWorld();
        var sheet = await world.SheetAsync([ImageStyle.Clear], "One.", "Two.");
        world.Images.Put(sheet.Beats[1].Cells[0].Name, [0xFF, 0xD8, 1, 2, 3], ImageFormat.Jpeg);

        var (bytes, notes, _) = await world.WriteAsync(sheet, Options);

        using var animation = Image.WebploadBuffer(bytes, n: -1);
        Assert.InRange(animation.Getpoint(80, 180)[0], 50, 66);
        Assert.Contains("beat 1.2", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_NoImageAtAll_SaysSoAndLeavesNothing()
    {
        using var world = new ExportWorld();
        var sheet = await world.SheetAsync([ImageStyle.Clear], "One.");
        sheet = sheet with { Beats = [sheet.Beats[0] with { Cells = [sheet.Beats[0].Cells[0] with { Image = null }] }] };

        await Assert.ThrowsAsync<UserException>(() => world.WriteAsync(sheet, Options));

        Assert.Empty(Directory.EnumerateFileSystemEntries(world.Folder));
    }

    [Fact]
    public async Task Write_Mp4WithoutFfmpeg_SaysWhatToDo()
    {
        using var world = new ExportWorld { Tools = new ExportTools { Ffmpeg = "/no/such/ffmpeg" } };
        var sheet = await world.SheetAsync([ImageStyle.Clear], "One.");

        var e = await Assert.ThrowsAsync<UserException>(() => world.WriteAsync(sheet, Options with { Container = AnimaticContainer.Mp4 }));

        Assert.Contains("/no/such/ffmpeg", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(world.Folder));
    }

    [Fact]
    public void Add_LongerThanAFrameCanBe_BecomesSeveralFrames()
    {
        using var still = Image.Black(16, 16, bands: 3).Copy(interpretation: Enums.Interpretation.Srgb);
        using var file = new MemoryStream();
        using (var animation = new WebpAnimation(file, 16, 16))
        {
            animation.Add(still.WebpsaveBuffer(), 20_000_000);
        }

        using var read = Image.WebploadBuffer(file.ToArray(), n: -1);
        Assert.Equal([16_777_215, 3_222_785], (int[])read.Get("delay"));
    }
}
