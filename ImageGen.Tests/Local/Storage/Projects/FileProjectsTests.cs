using ImageGen.Core.Api.Projects;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Projects;

namespace ImageGen.Tests.Local.Storage.Projects;

/// <summary>Projects in their own folders under a root, and those that are not.</summary>
public sealed class FileProjectsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Videos/../outside")]
    [InlineData("Videos/link")]
    [InlineData("Videos/My Video/linked/deeper")]
    [InlineData("Videos2")]
    [InlineData("Videos/My Video/.imagegen")]
    public void Roots_WhatIsOutside_GoesToTheDataFolder(string path)
    {
        Directory.CreateDirectory(_folder["Videos/My Video"]);
        Directory.CreateDirectory(_folder["Videos2"]);
        Directory.CreateDirectory(_folder["outside"]);
        Directory.CreateSymbolicLink(_folder["Videos/link"], _folder["outside"]);
        Directory.CreateSymbolicLink(_folder["Videos/My Video/linked"], _folder["outside"]);

        var place = new FileProjects(_folder.Data()).Locate(_folder[path])!;

        Assert.StartsWith(_folder["data"], place.Folder, StringComparison.Ordinal);
        Assert.Contains("ImageGen:Projects:Roots", place.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Roots_WhatIsInside_IsUsedAsItIsByEverySpellingOfItsPath()
    {
        Directory.CreateDirectory(_folder["Videos/My Video"]);
        Directory.CreateSymbolicLink(_folder["Videos/alias"], _folder["Videos/My Video"]);
        var projects = new FileProjects(_folder.Data());

        ProjectPlace[] places =
        [
            projects.Locate(_folder["Videos/My Video"])!,
            projects.Locate(_folder["Videos/My Video/"])!,
            projects.Locate(_folder["Videos/./My Video"])!,
            projects.Locate(_folder["Videos/x/../My Video"])!,
            projects.Locate(_folder["Videos/alias"])!,
        ];

        Assert.All(
            places, place => Assert.Equal((places[0].Name, _folder["Videos/My Video"], null), (place.Name, place.Folder, place.Note)));
        Assert.Equal(_folder["Videos/new"], projects.Locate(_folder["Videos/new"])!.Folder);
    }

    [Fact]
    public void Roots_ForgottenInTheSettings_TheProjectIsRefusedInsteadOfBegunAgainElsewhere()
    {
        Directory.CreateDirectory(_folder["Videos/My Video"]);
        var before = new FileProjects(_folder.Data());
        var place = before.Locate(_folder["Videos/My Video"])!;
        before.Keep(place);

        Assert.Equal(_folder["Videos/My Video"], _folder.Data().Project(place.Name));
        var message = Assert.Throws<UserException>(() => DataFolder.Open(_folder["data"]).Project(place.Name)).Message;
        Assert.Contains("ImageGen:Projects:Roots", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Roots_TheFolderBecomesALink_ItIsRefused()
    {
        Directory.CreateDirectory(_folder["Videos/My Video"]);
        Directory.CreateDirectory(_folder["outside"]);
        var data = _folder.Data();
        var place = new FileProjects(data).Locate(_folder["Videos/My Video"])!;
        Directory.Delete(_folder["Videos/My Video"]);
        Directory.CreateSymbolicLink(_folder["Videos/My Video"], _folder["outside"]);

        Assert.Throws<UserException>(() => data.Project(place.Name));
    }
}
