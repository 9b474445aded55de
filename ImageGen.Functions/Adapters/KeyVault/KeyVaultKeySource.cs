using Azure;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using ImageGen.Core.Base;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Storyboards;
using ImageGen.Hosting.Configuration;

namespace ImageGen.Functions.Adapters.KeyVault;

/// <summary>
/// API keys out of Key Vault: secrets <c>gemini-{style}-{n}</c>, with the tags <c>project</c> (keys of one Google Cloud project share its
/// limits) and <c>requests</c> (per window, where it differs from the setting). A secret that is disabled, not yet valid or expired counts
/// as none.
/// </summary>
/// <remarks>
/// Thread-safe. All styles are read together and kept for a few minutes. When the vault does not answer, what was read last holds on,
/// for an hour at most: keys are no reason to stop a run that has them.
/// </remarks>
internal sealed partial class KeyVaultKeySource(
    SecretClient vault, KeyVaultSettings settings, KeyPoolOptions limits, TimeProvider time, ILogger<KeyVaultKeySource> logger)
        : IApiKeySource, IDisposable
{
    private const string Prefix = "gemini-";
    private const string Role = "Key Vault Secrets User";
    private const string ByFirewall = "ForbiddenByFirewall";
    private static readonly TimeSpan HoldsOn = TimeSpan.FromHours(1);
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private ImmutableDictionary<ImageStyle, ImmutableArray<ApiKey>>? _keys;
    private DateTimeOffset _readAt;
    private DateTimeOffset _staleAt;
    private UserException? _fault;

    public async Task<ImmutableArray<ApiKey>> ListAsync(ImageStyle style, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (time.GetUtcNow() >= _staleAt)
            {
                await RefreshAsync(cancellationToken);
            }

            return _fault is null ? _keys!.GetValueOrDefault(style, []) : throw new UserException(_fault.Message, _fault);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        try
        {
            _keys = await ReadAsync(now, cancellationToken);
            (_readAt, _staleAt, _fault) = (now, now + settings.CacheFor, null);
            LogRead(vault.VaultUri, string.Join(", ", _keys.OrderBy(k => k.Key).SelectMany(k => k.Value)));
        }
        catch (Exception e) when (Explain(e) is { } fault)
        {
            // A vault that does not answer takes a while to do so: no one asks it again right away.
            _staleAt = time.GetUtcNow() + TryAgain;
            _fault = _keys is null || now - _readAt > HoldsOn ? fault : null;
            LogFault(fault.Message);
        }
    }

    private async Task<ImmutableDictionary<ImageStyle, ImmutableArray<ApiKey>>> ReadAsync(
        DateTimeOffset now, CancellationToken cancellationToken)
    {
        var usable = new List<(ImageStyle Style, int Number, SecretProperties Secret)>();
        await foreach (var secret in vault.GetPropertiesOfSecretsAsync(cancellationToken))
        {
            if (TryName(secret.Name, out var style, out var number)
                && secret.Enabled is not false
                && !(secret.NotBefore > now)
                && !(secret.ExpiresOn <= now))
            {
                usable.Add((style, number, secret));
            }
        }

        var keys = new List<(ImageStyle Style, ApiKey Key)>();
        foreach (var (style, number, secret) in usable.OrderBy(u => u.Style).ThenBy(u => u.Number))
        {
            var value = (await vault.GetSecretAsync(secret.Name, cancellationToken: cancellationToken)).Value.Value.Trim();
            var id = string.Create(CultureInfo.InvariantCulture, $"{style.Name()}-{number}");
            if (keys.Exists(k => k.Style == style && k.Key.Value == value))
            {
                LogTwice(secret.Name);
                continue;
            }

            keys.Add((style, new ApiKey(id, value, TagOf(secret, "project"), RequestsOf(secret))));
        }

        var (shared, notes) = KeyShares.Divide(keys, limits);
        foreach (var note in notes)
        {
            LogNote(note);
        }

        return shared.GroupBy(k => k.Style).ToImmutableDictionary(g => g.Key, g => g.Select(k => k.Key).ToImmutableArray());
    }

    private static bool TryName(string name, out ImageStyle style, out int number)
    {
        style = default;
        number = 0;
        var dash = name.LastIndexOf('-');
        return name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            && dash > Prefix.Length
            && ImageStyles.TryParse(name[Prefix.Length..dash].ToLowerInvariant(), out style)
            && int.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static string? TagOf(SecretProperties secret, string tag) =>
        secret.Tags.TryGetValue(tag, out var value) && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    private int? RequestsOf(SecretProperties secret)
    {
        if (TagOf(secret, "requests") is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var requests) && requests is >= 1 and <= 100_000)
        {
            return requests;
        }

        LogTag(secret.Name);
        return null;
    }

    private UserException? Explain(Exception fault) => fault switch
    {
        // The body names it; the code of both refusals is 'Forbidden'.
        RequestFailedException { Status: 403 } e when e.Message.Contains(ByFirewall, StringComparison.Ordinal) => new UserException(
            $"The firewall of the vault {vault.VaultUri} does not let the app in. Allow the app's network there; its identity also needs "
                + $"the role '{Role}'.", e),
        RequestFailedException { Status: 401 or 403 } e => new UserException(
            $"The app may not read secrets of the vault {vault.VaultUri} "
                + $"({e.ErrorCode ?? e.Status.ToString(CultureInfo.InvariantCulture)}). Give its identity the role "
            + $"'{Role}' on the vault; it may take some minutes to hold.",
            e),
        RequestFailedException { Status: 404 } e => new UserException(
            $"A secret of the vault {vault.VaultUri} went away while it was read. It is tried again.", e),
        RequestFailedException { Status: 0 } e => new UserException(
            $"There is no vault {vault.VaultUri}, or no way to it. Check ImageGen:KeyVault:Uri and the network.", e),
        RequestFailedException e =>
            new UserException($"The vault {vault.VaultUri} does not answer ({e.Status}). Try again in a minute.", e),
        AggregateException { InnerExceptions: [RequestFailedException { Status: 0 } e, ..] } => new UserException(
            $"There is no vault {vault.VaultUri}, or no way to it. Check ImageGen:KeyVault:Uri and the network.", e),
        AuthenticationFailedException e => new UserException(
            $"The app has no identity to open the vault {vault.VaultUri} with. Turn on its managed identity and give it the role '{Role}' "
                + "on the vault; "
            + "on your own machine sign in (az login) or leave ImageGen:KeyVault:Uri empty and put keys into local.settings.json.",
            e),
        _ => null,
    };

    [LoggerMessage(4300, LogLevel.Information, "The vault {Vault} was read. Keys: {Keys}.")]
    private partial void LogRead(Uri vault, string keys);

    [LoggerMessage(4301, LogLevel.Warning, "The vault was not read; keys that were read within the hour before hold on. {Fault}")]
    private partial void LogFault(string fault);

    [LoggerMessage(4302, LogLevel.Warning, "The secret {Secret} holds a key that another secret of its style holds too; it is left out.")]
    private partial void LogTwice(string secret);

    [LoggerMessage(
        4303, LogLevel.Warning, "The tag 'requests' of the secret {Secret} is no whole number from 1 to 100000; it is left out.")]
    private partial void LogTag(string secret);

    [LoggerMessage(4304, LogLevel.Information, "{Note}")]
    private partial void LogNote(string note);
}
