using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Models.Gemini;

/// <summary>How Gemini is called: the configuration section <c>ImageGen:Gemini</c>.</summary>
public sealed record GeminiOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "ImageGen:Gemini";

    /// <summary>
    /// Where the API is, without <c>/v1beta</c>. Default Google's own address. https, because the key travels with each call; http is
    /// allowed to this machine and to names without a dot (containers beside this one).
    /// </summary>
    public string BaseUrl { get; init; } = "https://generativelanguage.googleapis.com";

    /// <summary>
    /// The model for requests that name none; one of the <see cref="ModelCatalogue"/>. Default <c>gemini-nano-banana-2.1</c>.
    /// </summary>
    public string Model { get; init; } = ModelCatalogue.DefaultModel;

    /// <summary>The aspect ratio for requests that name none, such as <c>16:9</c>. Default null: the model's own.</summary>
    public string? AspectRatio { get; init; }

    /// <summary>
    /// The size for requests that name none: <c>512</c>, <c>1K</c>, <c>2K</c> or <c>4K</c>. Default null: the model's own.
    /// </summary>
    public string? ImageSize { get; init; }

    /// <summary>
    /// How long one attempt may take, from the first byte sent to the last one read, with every model that has no <c>Timeout</c> of its own
    /// under <c>ImageGen:Models</c>. Default null: 300 s, and 600 s at 4K. 1 s to 30 minutes: an attempt that is cut may be billed all
    /// the same.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The largest answer that is read, in bytes. Default 64 MB; 1 MB to 1 GB. A 4K image takes about 30 MB at most.</summary>
    public int MaxAnswerBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Everything that is wrong with these options, each with its configuration path; empty when they can be used.</summary>
    /// <param name="catalogue">The models that may be used.</param>
    /// <param name="today">Today's date: models retire.</param>
    public ImmutableArray<Fault> Validate(ModelCatalogue catalogue, DateOnly today)
    {
        var faults = ImmutableArray.CreateBuilder<Fault>();
        if (BaseUrlProblem() is { } problem)
        {
            faults.Add(new Fault($"{Section}:BaseUrl", problem, "Write one such as https://generativelanguage.googleapis.com."));
        }

        foreach (var fault in catalogue.Check(Model, AspectRatio, ImageSize, today))
        {
            var field = fault.Path[(fault.Path.LastIndexOf('.') + 1)..];
            faults.Add(fault with { Path = $"{Section}:{char.ToUpperInvariant(field[0])}{field[1..]}" });
        }

        if (Timeout < TimeSpan.FromSeconds(1) || Timeout > ModelCatalogue.MaxTimeout)
        {
            faults.Add(new Fault($"{Section}:Timeout", $"The time-out is {Timeout}.", $"Write 00:00:01 to {ModelCatalogue.MaxTimeout}."));
        }

        if (MaxAnswerBytes is < 1024 * 1024 or > 1024 * 1024 * 1024)
        {
            faults.Add(
                new Fault($"{Section}:MaxAnswerBytes", $"The largest answer is {MaxAnswerBytes} bytes.", "Write 1048576 to 1073741824."));
        }

        return faults.ToImmutable();
    }

    /// <summary>The address of <paramref name="model"/>'s <c>generateContent</c>. Holds nothing secret.</summary>
    public Uri AddressOf(string model) => new($"{BaseUrl.TrimEnd('/')}/v1beta/models/{Uri.EscapeDataString(model)}:generateContent");

    /// <summary>The address at which <paramref name="model"/> is described, free of charge. Holds nothing secret.</summary>
    public Uri ModelAddressOf(string model) => new($"{BaseUrl.TrimEnd('/')}/v1beta/models/{Uri.EscapeDataString(model)}");

    private string? BaseUrlProblem()
    {
        if (!Uri.TryCreate(BaseUrl, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
        {
            return "This is no http or https address.";
        }

        if (url.Query.Length > 0 || url.Fragment.Length > 0 || url.UserInfo.Length > 0)
        {
            return "The address has more than a host and a path.";
        }

        if (url.AbsolutePath.TrimEnd('/').EndsWith("/v1beta", StringComparison.OrdinalIgnoreCase))
        {
            return "The address ends with /v1beta, which is added to it.";
        }

        return url.Scheme == "http" && !url.IsLoopback && url.Host.Contains('.', StringComparison.Ordinal)
            ? "The address is not encrypted, and the key would travel in the clear."
            : null;
    }
}
