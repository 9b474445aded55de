using ImageGen.Local.Storage;

namespace ImageGen.Tests.Local;

/// <summary>A data folder of which <c>Videos</c> beside it is a root of projects.</summary>
internal static class VideosFolder
{
    public static DataFolder Data(this TempFolder folder)
    {
        Directory.CreateDirectory(folder["Videos"]);
        return DataFolder.Open(folder["data"], [folder["Videos"]]);
    }
}
