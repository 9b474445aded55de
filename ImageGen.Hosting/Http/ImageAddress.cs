namespace ImageGen.Hosting.Http;

/// <summary>Names an image in a request, by the route and the query.</summary>
/// <param name="Project">The project.</param>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat.</param>
/// <param name="Shot">The beat's shot, which saves a search; null: it is searched for.</param>
/// <param name="Version">The id or ETag of an older image; null: the one in the layout.</param>
/// <param name="V">The ETag of the expected bytes, which may be cached for good then.</param>
internal sealed record ImageAddress(
    string Project, string Style, string Beat, string? Shot = null, string? Version = null, string? V = null)
{
    /// <summary>True when a shot is given that no storyboard can have.</summary>
    public bool HasInvalidShot => !string.IsNullOrEmpty(Shot) && !ShotId.TryParse(Shot, out _);
}
