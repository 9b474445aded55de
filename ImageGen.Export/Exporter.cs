using ImageGen.Core.Api.Exports;
using ImageGen.Core.Base;
using ImageGen.Core.Generation;
using ImageGen.Export.Animatics;
using ImageGen.Export.Pdf;

namespace ImageGen.Export;

/// <summary>Writes exports to files.</summary>
/// <remarks>
/// Thread-safe. Works on one export at a time, so that memory stays bounded however many are asked for; a few images at a time are in
/// memory, whatever their number.
/// </remarks>
public sealed class Exporter(IImageStore images, IImageCodec codec, ExportTools tools) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lazy<Fonts> _fonts = new(() => new Fonts(tools.Fonts));

    /// <summary>Writes the file, in place of one that is there, whole or not at all.</summary>
    /// <param name="sheet">What is exported.</param>
    /// <param name="options">Its options.</param>
    /// <param name="path">The file.</param>
    /// <param name="progress">Told how many beats are done; null: no one.</param>
    /// <param name="cancellationToken">Ends it; nothing is left behind.</param>
    /// <returns>What a person should know of it, in sentences: images that could not be read, characters without a font.</returns>
    /// <exception cref="UserException">Something that it needs is missing (fonts, ffmpeg), or the file cannot be written.</exception>
    public async Task<ImmutableArray<string>> WriteAsync(
        ExportSheet sheet, ExportOptions options, string path, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        var part = path + ".part";
        try
        {
            var notes = await WriteAsync(new ExportJob(sheet, options, part, new ImageReader(images), progress), cancellationToken);
            File.Move(part, path, overwrite: true);
            return notes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{path} cannot be written: {e.Message} Name another file (--output), or make room.", e);
        }
        finally
        {
            Delete(part);
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _turn.Dispose();
        if (_fonts.IsValueCreated)
        {
            _fonts.Value.Dispose();
        }
    }

    private Task<ImmutableArray<string>> WriteAsync(ExportJob job, CancellationToken cancellationToken) => job.Options.Format switch
    {
        ExportFormat.Pdf => new ContactSheet(codec, _fonts.Value).WriteAsync(job, cancellationToken),
        ExportFormat.Animatic => new Animatic(tools).WriteAsync(job, cancellationToken),
        ExportFormat.Otio => TextAsync(job, OtioExport.Write(job.Sheet, job.Options), cancellationToken),
        ExportFormat.Csv => TextAsync(job, CsvExport.Write(job.Sheet), cancellationToken),
        ExportFormat.Fcpxml => FcpxmlAsync(job, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(job), job.Options.Format, "Not an export format."),
    };

    private static async Task<ImmutableArray<string>> FcpxmlAsync(ExportJob job, CancellationToken cancellationToken)
    {
        var (width, height) = await job.Images.FirstSizeAsync(job.Sheet, cancellationToken);
        return await TextAsync(job, FcpxmlExport.Write(job.Sheet, job.Options, width, height), cancellationToken);
    }

    private static async Task<ImmutableArray<string>> TextAsync(ExportJob job, byte[] text, CancellationToken cancellationToken)
    {
        await File.WriteAllBytesAsync(job.Path, text, cancellationToken);
        job.Progress?.Report(job.Sheet.Beats.Length);
        return [];
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What keeps it from being deleted kept it from being written, too, and that is reported.
        }
    }
}

/// <summary>One export.</summary>
/// <param name="Sheet">What is exported.</param>
/// <param name="Options">Its options.</param>
/// <param name="Path">The file to write.</param>
/// <param name="Images">Reads images.</param>
/// <param name="Progress">Told how many beats are done.</param>
internal sealed record ExportJob(ExportSheet Sheet, ExportOptions Options, string Path, ImageReader Images, IProgress<int>? Progress);
