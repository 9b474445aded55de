using ImageGen.Local.Configuration;
using Microsoft.Extensions.Configuration;

namespace ImageGen.Tests.Local.Configuration;

/// <summary>Settings below <c>ImageGen</c>, as the host reads them.</summary>
internal static class SettingsReading
{
    public static ImageGenOptionsResult Read(params (string Setting, string Value)[] settings) =>
        Read(settings.ToDictionary(s => "ImageGen:" + s.Setting, s => (string?)s.Value));

    public static ImageGenOptionsResult Read(Dictionary<string, string?> settings) =>
        ImageGenOptionsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), new DateOnly(2026, 11, 21));
}
