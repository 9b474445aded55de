using Microsoft.Extensions.FileProviders;

namespace ImageGen.Local.Configuration;

/// <summary>Where settings come from; each source overrides those before it.</summary>
internal static class HostConfiguration
{
    /// <summary>appsettings.json of the current folder, user secrets, environment, command line.</summary>
    /// <exception cref="UserException">A file is no JSON.</exception>
    public static IConfigurationRoot Build(string folder, IEnumerable<KeyValuePair<string, string?>> commandLine)
    {
        try
        {
            return new ConfigurationBuilder()
                .AddJsonFile(Polled(folder), "appsettings.json", optional: true, reloadOnChange: true)
                .AddUserSecrets(typeof(HostConfiguration).Assembly, optional: true)
                .AddEnvironmentVariables()
                .AddInMemoryCollection(commandLine)
                .Build();
        }
        catch (InvalidDataException e)
        {
            throw new UserException(
                $"{e.Message} {e.GetBaseException().Message} Fix the file; {Path.Combine(folder, "appsettings.json")} must be JSON.", e);
        }
    }

    /// <summary>Looks at the one file every few seconds: the other way would watch every folder below, all images included.</summary>
    private static PhysicalFileProvider Polled(string folder) => new(folder) { UsePollingFileWatcher = true, UseActivePolling = true };
}
