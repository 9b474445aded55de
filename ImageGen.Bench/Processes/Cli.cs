using System.Diagnostics;
using ImageGen.Bench.Worlds;
using ImageGen.Core.Storyboards;

namespace ImageGen.Bench.Processes;

/// <summary>ImageGen's command line as a process of its own, in the same build as this one.</summary>
internal static class Cli
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "imagegen.dll");

    /// <summary>The runtime itself with a program that does nothing: what every program pays.</summary>
    public static Process Nothing(string folder) =>
        Start(Path.Combine(AppContext.BaseDirectory, "ImageGen.Bench.dll"), folder, ["nothing"], null);

    public static Process Start(string folder, params string[] args) => Start(Program, folder, args, null);

    /// <summary>With keys for every style and no limits, against the service at <paramref name="baseUrl"/>.</summary>
    public static Process Start(string folder, string baseUrl, BenchKeys keys, params string[] args)
    {
        var settings = new Dictionary<string, string>
        {
            ["ImageGen__Gemini__BaseUrl"] = baseUrl,
            ["ImageGen__Limits__Requests"] = "100000",
            ["ImageGen__Limits__Window"] = "00:00:01",
        };
        foreach (var style in ImageStyles.All)
        {
            var key = keys.Of(style)[0];
            settings[$"ImageGen__Styles__{style.Name()}__Keys__0__Value"] = key.Value;
        }

        return Start(Program, folder, args, settings);
    }

    private static Process Start(string program, string folder, string[] args, Dictionary<string, string>? settings)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(program);
        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        foreach (var (name, value) in settings ?? [])
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
    }
}
