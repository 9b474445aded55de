using ImageGen.Functions.Adapters.Configuration;
using Microsoft.Extensions.Configuration;

namespace ImageGen.Functions.Tests.Adapters;

public sealed class QueueVisibilityTests
{
    private const string Name = "extensions:durableTask:storageProvider:";

    [Theory]
    [InlineData(null, null, null, 300)]
    [InlineData("AzureStorage", "00:01:00", null, 60)]
    [InlineData("AzureStorage", "00:01:00", "00:02:00", 120)]
    [InlineData("azureManaged", null, null, null)]
    public void Of_HostJsonAndAppSettings_IsWhatTheHostUses(string? type, string? host, string? app, int? seconds)
    {
        var hostJson = Settings((Name + "type", type), (Name + "workItemQueueVisibilityTimeout", host));
        var settings = Settings(($"AzureFunctionsJobHost:{Name}workItemQueueVisibilityTimeout", app));

        Assert.Equal(seconds, (int?)QueueVisibility.Of(settings, hostJson)?.TotalSeconds);
    }

    private static IConfiguration Settings(params (string Name, string? Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(
            values.Where(v => v.Value is not null).ToDictionary(v => v.Name, v => v.Value)).Build();
}
