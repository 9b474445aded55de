using ImageGen.Core.Generation;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Requests;

/// <summary>Checks, before anything is paid, that the image of every reference that a storyboard declares is there and whole.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="images">Where they are.</param>
/// <param name="processor">Decodes them.</param>
public sealed class ReferenceFaults(IImageStore images, ImageProcessor processor)
{
    private readonly ReferenceLibrary _library = new(images.References, processor);

    /// <summary>One fault for each that cannot serve, with its JSON path; empty when all can.</summary>
    /// <exception cref="Base.UserException">The storage is in trouble.</exception>
    public async Task<ImmutableArray<Fault>> OfAsync(Storyboard storyboard, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(storyboard);
        var faults = ImmutableArray.CreateBuilder<Fault>();
        foreach (var (index, reference) in (storyboard.References ?? []).Index())
        {
            if (await _library.LoadAsync(storyboard.Project, reference, cancellationToken) is { Problem: { } problem, Remedy: { } remedy })
            {
                faults.Add(new Fault(string.Create(CultureInfo.InvariantCulture, $"$.references[{index}].image"), problem, remedy));
            }
        }

        return faults.ToImmutable();
    }
}
