namespace ImageGen.Tests.Fakes;

/// <summary>Rejected images in memory.</summary>
internal sealed class RejectedImages : IRejectedImages
{
    public List<RejectedImage> Kept { get; } = [];

    /// <summary>What happens before one is kept.</summary>
    public Action OnKeep { get; set; } = () => { };

    public Task KeepAsync(RejectedImage image, CancellationToken cancellationToken)
    {
        OnKeep();
        Kept.Add(image with { Bytes = image.Bytes.ToArray() });
        return Task.CompletedTask;
    }

    public Task DeleteAsync(ProjectName project, string runId, CancellationToken cancellationToken)
    {
        Kept.RemoveAll(image => image.Name.Project == project && image.RunId == runId);
        return Task.CompletedTask;
    }
}
