using System.Diagnostics;
using ImageGen.Core.Base;

namespace ImageGen.Export.Animatics;

/// <summary>The ffmpeg program, where it is installed.</summary>
internal sealed class Ffmpeg
{
    private readonly string _program;

    private Ffmpeg(string program) => _program = program;

    /// <summary>The program that the settings name, else the first in the folders of PATH.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public static Ffmpeg Find(ExportTools tools)
    {
        if (tools.Ffmpeg is { } named)
        {
            return File.Exists(named)
                ? new Ffmpeg(named)
                : throw new UserException(
                    $"{named} (ImageGen:Export:Ffmpeg) is not there. Correct the setting, or remove it to use the ffmpeg of PATH.");
        }

        var name = OperatingSystem.IsWindows() ? "ffmpeg.exe" : "ffmpeg";
        var found = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
        return found is not null
            ? new Ffmpeg(found)
            : throw new UserException(
                "An animatic as MP4 needs ffmpeg, which is not installed here. Install it (https://ffmpeg.org), name the program in "
                + "ImageGen:Export:Ffmpeg, or export the animatic as WebP, which needs nothing.");
    }

    /// <summary>
    /// Writes the frames as H.264 in MP4. They lie in a folder beside the file meanwhile, for ffmpeg reads each when its time comes.
    /// </summary>
    public async Task WriteAsync(
        ExportJob job, IAsyncEnumerable<Animatic.Frame> frames, int framesPerSecond, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(job.Path + ".frames").FullName;
        try
        {
            var list = new StringBuilder("ffconcat version 1.0\n");
            var last = string.Empty;
            var index = 0;
            await foreach (var frame in frames.WithCancellation(cancellationToken))
            {
                last = FormattableString.Invariant($"{index++:D6}.jpg");
                await File.WriteAllBytesAsync(Path.Combine(folder, last), frame.Bytes, cancellationToken);
                list.Append(
                    CultureInfo.InvariantCulture, $"file {last}\nduration {(decimal)frame.Clip.Length / framesPerSecond:0.######}\n");
            }

            // The last duration counts only when a file follows.
            list.Append(CultureInfo.InvariantCulture, $"file {last}\n");
            await File.WriteAllTextAsync(Path.Combine(folder, "frames.ffconcat"), list.ToString(), cancellationToken);
            await RunAsync(folder, job.Path, framesPerSecond, job.Sheet.Title, cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task RunAsync(string folder, string output, int framesPerSecond, string title, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(_program)
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        string[] arguments =
        [
            "-hide_banner", "-loglevel", "error", "-nostdin", "-y", "-f", "concat", "-i", "frames.ffconcat",
            "-vf", FormattableString.Invariant(
                $"fps={framesPerSecond},format=yuv420p"), "-c:v", "libx264", "-preset", "veryfast", "-tune", "stillimage",
            "-metadata", $"title={title}", "-movflags", "+faststart", "-f", "mp4", Path.GetFullPath(output),
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Start(start);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        if (process.ExitCode != 0)
        {
            var why = (await errors).Trim().Split('\n')[^1].Trim();
            throw new UserException($"ffmpeg ({_program}) could not write the animatic: {why} Try another ffmpeg "
                + "(ImageGen:Export:Ffmpeg), or export it as WebP.");
        }
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new UserException(
                $"{_program} could not be started: {e.Message} Correct ImageGen:Export:Ffmpeg, or export the animatic as WebP.", e);
        }
    }
}
