using ImageGen.Core.KeyPools;
using ImageGen.Functions.Adapters.KeyVault;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Functions.Tests.Adapters;

public sealed class KeyVaultKeySourceTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task List_SecretsOfManyKinds_GivesTheUsableOnesInOrder()
    {
        var now = _clock.GetUtcNow();
        await using var vault = await VaultStandIn.StartAsync(
            new("gemini-clear-10", "test-key-10"),
            new("gemini-clear-2", "test-key-2", Project: "blue", Requests: "40"),
            new("gemini-clear-3", "test-key-3", Enabled: false),
            new("gemini-clear-4", "test-key-4", Expires: now.AddMinutes(-1)),
            new("gemini-clear-5", "test-key-5", NotBefore: now.AddMinutes(1)),
            new("gemini-clear-6", "test-key-2"),
            new("gemini-consistent-1", "test-key-7\n"),
            new("gemini-watercolour-1", "test-key-8"),
            new("gemini-clear", "test-key-9"),
            new("database", "not-ours"));
        using var keys = Source(vault);

        Assert.Equal(
            [new ApiKey("clear-2", "test-key-2", "blue", 40), new ApiKey("clear-10", "test-key-10")],
            (await keys.ListAsync(ImageStyle.Clear, None)).AsEnumerable());
        Assert.Equal(new ApiKey("consistent-1", "test-key-7"), Assert.Single(await keys.ListAsync(ImageStyle.Consistent, None)));
        Assert.Empty(await keys.ListAsync(ImageStyle.Illustration, None));
        Assert.DoesNotContain(vault.Requests, path => path.Contains("database", StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_ProjectThatServesTwoStyles_IsDividedAmongThem()
    {
        await using var vault = await VaultStandIn.StartAsync(
            new("gemini-clear-1", "test-key-1", Project: "blue", Requests: "10"), new(
                "gemini-consistent-1", "test-key-2", Project: "blue", Requests: "10"));
        using var keys = Source(vault);

        Assert.Equal(5, Assert.Single(await keys.ListAsync(ImageStyle.Clear, None)).Requests);
    }

    [Fact]
    public async Task List_TagThatIsNoNumber_IsLeftOut()
    {
        await using var vault = await VaultStandIn.StartAsync(new VaultSecret("gemini-clear-1", "test-key-1", Requests: "many"));
        using var keys = Source(vault);

        Assert.Null(Assert.Single(await keys.ListAsync(ImageStyle.Clear, None)).Requests);
    }

    [Fact]
    public async Task List_WithinTheCachesTime_AsksTheVaultOnce()
    {
        await using var vault = await VaultStandIn.StartAsync(new VaultSecret("gemini-clear-1", "test-key-1"));
        using var keys = Source(vault);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => keys.ListAsync(ImageStyle.Clear, None)));
        var asked = vault.Requests.Count;
        vault.Secrets.Add(new VaultSecret("gemini-clear-2", "test-key-2"));

        _clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Single(await keys.ListAsync(ImageStyle.Clear, None));
        Assert.Equal(asked, vault.Requests.Count);

        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(2, (await keys.ListAsync(ImageStyle.Clear, None)).Length);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task List_VaultRefuses_NamesVaultAndRole(int status)
    {
        await using var vault = await VaultStandIn.StartAsync();
        vault.RefuseWith = status;
        using var keys = Source(vault);

        var fault = await Assert.ThrowsAsync<UserException>(() => keys.ListAsync(ImageStyle.Clear, None));

        Assert.Contains(vault.Uri.ToString(), fault.Message, StringComparison.Ordinal);
        Assert.Contains("Key Vault Secrets User", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_VaultsFirewallRefuses_NamesTheFirewall()
    {
        await using var vault = await VaultStandIn.StartAsync();
        (vault.RefuseWith, vault.RefuseBecause) = (403, "ForbiddenByFirewall");
        using var keys = Source(vault);

        var fault = await Assert.ThrowsAsync<UserException>(() => keys.ListAsync(ImageStyle.Clear, None));

        Assert.Contains($"firewall of the vault {vault.Uri}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_VaultRefusedAMomentAgo_IsNotAskedAgainYet()
    {
        await using var vault = await VaultStandIn.StartAsync(new VaultSecret("gemini-clear-1", "test-key-1"));
        vault.RefuseWith = 403;
        using var keys = Source(vault);
        await Assert.ThrowsAsync<UserException>(() => keys.ListAsync(ImageStyle.Clear, None));
        vault.RefuseWith = null;

        await Assert.ThrowsAsync<UserException>(() => keys.ListAsync(ImageStyle.Clear, None));
        Assert.Single(vault.Requests);

        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Single(await keys.ListAsync(ImageStyle.Clear, None));
    }

    [Fact]
    public async Task List_NoSuchVault_NamesVaultAndSetting()
    {
        Uri gone;
        KeyVaultKeySource keys;
        await using (var vault = await VaultStandIn.StartAsync())
        {
            (gone, keys) = (vault.Uri, Source(vault));
        }

        using (keys)
        {
            var fault = await Assert.ThrowsAsync<UserException>(() => keys.ListAsync(ImageStyle.Clear, None));

            Assert.Contains(gone.ToString(), fault.Message, StringComparison.Ordinal);
            Assert.Contains("ImageGen:KeyVault:Uri", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task List_VaultFallsSilentLater_KeysHoldOnForAnHour()
    {
        await using var vault = await VaultStandIn.StartAsync(new VaultSecret("gemini-clear-1", "test-key-1"));
        using var keys = Source(vault);
        await keys.ListAsync(ImageStyle.Clear, None);
        vault.RefuseWith = 503;

        _clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Single(await keys.ListAsync(ImageStyle.Clear, None));

        _clock.Advance(TimeSpan.FromMinutes(2));
        await Assert.ThrowsAsync<UserException>(() => keys.ListAsync(ImageStyle.Clear, None));
    }

    private KeyVaultKeySource Source(VaultStandIn vault) => new(
        vault.Client(), new KeyVaultSettings { Uri = vault.Uri }, new KeyPoolOptions(), _clock, NullLogger<KeyVaultKeySource>.Instance);
}
