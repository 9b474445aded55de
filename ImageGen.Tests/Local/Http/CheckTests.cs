using ImageGen.Core.KeyPools;
using ImageGen.Tests.Local.Http.Support;

namespace ImageGen.Tests.Local.Http;

/// <summary>The check of keys and limits.</summary>
public sealed class CheckTests
{
    [Fact]
    public async Task Check_ResetThatIsNeitherTrueNorFalse_IsRefusedWithItsName()
    {
        await using var host = await TestHost.StartAsync();

        using var answer = await host.Client.PostAsync("/api/check?resetLimits=yes", null);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("resetLimits", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_Reset_ForgetsTheLimitsOfTheHost()
    {
        var limits = new Limits();
        await using var host = await TestHost.StartAsync(learned: limits);

        using var asked = await host.Client.PostAsync("/api/check", null);
        using var reset = await host.Client.PostAsync("/api/check?resetLimits=true", null);

        Assert.Contains("\"learned\":4", await asked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"learned\"", await reset.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private sealed class Limits : IRequestLimits
    {
        private bool _isReset;

        public Task<ImmutableArray<ProjectLimit>> ListAsync(ImageStyle style, CancellationToken cancellationToken) =>
            Task.FromResult<ImmutableArray<ProjectLimit>>(_isReset ? [] : [new ProjectLimit($"{style.Name()}-1", 10, 4)]);

        public Task ResetAsync(CancellationToken cancellationToken)
        {
            _isReset = true;
            return Task.CompletedTask;
        }
    }
}
