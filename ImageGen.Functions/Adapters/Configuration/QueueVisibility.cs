namespace ImageGen.Functions.Adapters.Configuration;

/// <summary>How soon the task hub delivers the work of a lost worker again, read where the Functions host reads it.</summary>
internal static class QueueVisibility
{
    private const string Provider = "extensions:durableTask:storageProvider:";

    // The Durable extension's own default.
    private static readonly TimeSpan WhereNothingIsSet = TimeSpan.FromMinutes(5);

    /// <summary>Null when the hub is not kept in storage queues.</summary>
    /// <param name="app">Application settings, which outrank <c>host.json</c>.</param>
    /// <param name="hostJson"><c>host.json</c>, as it is.</param>
    public static TimeSpan? Of(IConfiguration app, IConfiguration hostJson)
    {
        if (!string.Equals(Setting("type") ?? "AzureStorage", "AzureStorage", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return TimeSpan.TryParse(Setting("workItemQueueVisibilityTimeout"), CultureInfo.InvariantCulture, out var timeout)
            ? timeout
            : WhereNothingIsSet;

        string? Setting(string name) => app[$"AzureFunctionsJobHost:{Provider}{name}"] ?? hostJson[Provider + name];
    }
}
