using ImageGen.Core.Models;
using Microsoft.Extensions.Primitives;

namespace ImageGen.Local.Configuration;

/// <summary>
/// The API keys of the configuration. A change of appsettings.json counts at once; one that has faults is logged and does not
/// count, so that a slip of the pen never stops a run.
/// </summary>
internal sealed partial class ConfiguredKeySource : IApiKeySource, IDisposable
{
    private readonly IConfiguration _configuration;
    private readonly TimeProvider _time;
    private readonly ILogger<ConfiguredKeySource> _logger;
    private readonly IDisposable _changes;
    private volatile ImageGenOptions _options;

    public ConfiguredKeySource(
        IConfiguration configuration, ImageGenOptions options, TimeProvider time, ILogger<ConfiguredKeySource> logger)
    {
        _configuration = configuration;
        _options = options;
        _time = time;
        _logger = logger;
        _changes = ChangeToken.OnChange(configuration.GetReloadToken, Reload);
    }

    public Task<ImmutableArray<ApiKey>> ListAsync(ImageStyle style, CancellationToken cancellationToken) =>
        Task.FromResult(_options.Keys.GetValueOrDefault(style, []));

    public void Dispose() => _changes.Dispose();

    private void Reload()
    {
        var (options, faults, _) = ImageGenOptionsReader.Read(_configuration, DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime));
        if (faults.IsEmpty)
        {
            _options = options;
            LogReloaded(_logger, string.Join(", ", options.Keys.OrderBy(k => k.Key).SelectMany(k => k.Value)));
            return;
        }

        foreach (var fault in faults)
        {
            LogFault(_logger, fault.Path, fault.Problem, fault.Remedy);
        }
    }

    [LoggerMessage(3100, LogLevel.Information, "The configuration was read again. Keys: {Keys}.")]
    private static partial void LogReloaded(ILogger logger, string keys);

    [LoggerMessage(
        3101, LogLevel.Warning, "The configuration was changed and does not count until this is fixed: {Path}: {Problem} {Remedy}")]
    private static partial void LogFault(ILogger logger, string path, string problem, string remedy);
}
