using System.Net;

namespace ImageGen.Local.Configuration;

/// <summary>How the embedded host serves its API: the configuration section <c>ImageGen:Http</c>.</summary>
internal sealed record HttpOptions
{
    public const string Section = "ImageGen:Http";

    /// <summary>Addresses to listen at, divided by <c>;</c>. Default <c>http://localhost:5230</c>. <c>--urls</c> comes before it.</summary>
    public string Urls { get; init; } = "http://localhost:5230";

    /// <summary>The key that every request has to bring; null: none, which is possible on this machine's own addresses only.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Other sites whose pages may use this API, such as <c>https://storyboards.example</c>. Default: none.</summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    /// <summary>How many runs may be not over at a time; one more is answered 429. Default 20; 1 or more.</summary>
    public int MaxActiveRuns { get; init; } = 20;

    /// <inheritdoc cref="Checked(IEnumerable{string})"/>
    public HttpOptions Checked() => Checked([]);

    /// <summary>Finds everything that is wrong with the options together.</summary>
    /// <exception cref="UserException">Something is; the message names each setting and the remedy.</exception>
    /// <param name="endpoints">Further addresses that the settings name for the server (<c>Kestrel:Endpoints</c>).</param>
    public HttpOptions Checked(IEnumerable<string> endpoints)
    {
        var urls = Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var faults = UrlFaults(urls.Concat(endpoints)).Concat(CorsFaults()).ToList();
        if (MaxActiveRuns < 1)
        {
            faults.Add($"{Section}:MaxActiveRuns is {MaxActiveRuns}. Set it to 1 or more.");
        }

        return faults.Count == 0 ? this : throw new UserException(string.Join(Environment.NewLine, faults));
    }

    /// <summary>What is wrong with listening at these addresses, one sentence each.</summary>
    public IEnumerable<string> UrlFaults(IEnumerable<string> urls)
    {
        foreach (var url in urls)
        {
            if (!TryHost(url, out var host))
            {
                yield return $"'{url}' is no address to listen at. Write it as http://localhost:5230.";
            }
            else if (ApiKey is null && !IsThisMachine(host))
            {
                yield return $"'{url}' can be reached from other machines, and no key is set. Set {Section}:ApiKey "
                    + "(in the environment ImageGen__Http__ApiKey) to a secret of your choice, or listen at http://localhost:5230 only.";
            }
        }
    }

    private IEnumerable<string> CorsFaults() =>
        from origin in CorsOrigins
        where !Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("http" or "https")
            || origin != uri.GetLeftPart(UriPartial.Authority)
        select $"{Section}:CorsOrigins holds '{origin}'. Write scheme, host and port only, in lower case, such as "
            + "https://storyboards.example.";

    /// <summary>The host of an address as Kestrel takes it: <c>*</c> and <c>+</c> are hosts too.</summary>
    private static bool TryHost(string url, out string host)
    {
        host = string.Empty;
        try
        {
            var address = BindingAddress.Parse(url);
            host = address.Host;
            return address.Scheme is "http" or "https"
                && address.Port is >= 0 and <= 65_535
                && host.Length > 0
                && !address.IsUnixPipe
                && !address.IsNamedPipe;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static bool IsThisMachine(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
