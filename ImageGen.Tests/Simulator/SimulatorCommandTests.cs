using System.CommandLine;
using ImageGen.Simulator.Cli;
using ImageGen.Simulator.Faults;
using ImageGen.Simulator.Limits;

namespace ImageGen.Tests.Simulator;

public sealed class SimulatorCommandTests
{
    [Fact]
    public void Options_AllGiven_AreRead()
    {
        var parsed = SimulatorCommand.Create().Parse(
            "--port 0 --keys test-key-1=project-a,test-key-2=project-a:leaked --keys test-key-3:not-entitled --requests 7 --window 2m "
                + "--per-day 50 "
            + "--spend 1.5 --latency 500ms/1s/2.5s --faults harsh --fault clear/1.3=unavailable*2 --seed 9 --speed 12.5");

        Assert.Empty(parsed.Errors);
        var options = SimulatorCommand.OptionsOf(parsed, labels: null);
        Assert.Equal(
            [new("test-key-1", "project-a"), new(
                "test-key-2", "project-a", KeyState.Leaked), new("test-key-3", null, KeyState.NotEntitled)],
            options.Keys.AsEnumerable());
        Assert.Equal(
            (0, 7, TimeSpan.FromMinutes(2), 50, 1.5m),
            (options.Port, options.RequestsPerWindow, options.Window, options.RequestsPerDay, options.SpendLimitUsd));
        Assert.Equal(new(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2.5)), options.Latency);
        Assert.Same(FaultMix.Harsh, options.Faults);
        Assert.Equal((SimulatedFault.Unavailable, 2), (options.Script.Single().Fault, options.Script.Single().Times));
        Assert.Equal((9ul, 12.5), (options.Seed, options.Speed));
    }

    [Fact]
    public void Options_OfTroubles_AreRead()
    {
        var parsed = SimulatorCommand.Create().Parse(
            "--overload 120s@60s --overload always=project-b --prepaid 1.50 --prepaid 2=project-a+project-b:429 --lost-model project-a "
            + "--lost-model *=gemini-3-pro-image --format jpeg --thoughts drafts --faults standard,stray-429=5%,finished:NO_IMAGE=0.01 "
            + "--fault project:project-b=location*all --fault key:key-1=slow:6s --fault any=hang");

        Assert.Empty(parsed.Errors);
        var options = SimulatorCommand.OptionsOf(parsed, labels: null);
        Assert.Equal(
            [new(TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(60)), new(TimeSpan.MaxValue, default, "project-b")],
            options.Overloads.AsEnumerable());
        Assert.Equal([(1.5m, 0, false), (2m, 2, true)], options.Accounts.Select(a => (a.PrepaidUsd, a.Projects.Length, a.AnswersWith429)));
        Assert.Equal([new("project-a"), new(null, "gemini-3-pro-image")], options.LostModels.AsEnumerable());
        Assert.Equal((AnswerFormat.Jpeg, ThoughtMode.Drafts), (options.Format, options.Thoughts));
        Assert.Equal(
            [(SimulatedFault.StrayPerMinute, 0.05), (SimulatedFault.FinishedWith("NO_IMAGE"), 0.01)],
            options.Faults.Rates.Skip(FaultMix.Standard.Rates.Length));
        Assert.Equal([int.MaxValue, 1, 1], options.Script.Select(s => s.Times));
        Assert.DoesNotContain(options.Script, s => s.NeedsLabels);
        Assert.Empty(options.Validate());
    }

    [Fact]
    public void Options_NoneGiven_AreAnOrdinaryService()
    {
        var options = SimulatorCommand.OptionsOf(SimulatorCommand.Create().Parse(""), labels: null);

        Assert.Equal((10, TimeSpan.FromSeconds(60), 1.0), (options.RequestsPerWindow, options.Window, options.Speed));
        Assert.Equal(LatencyDistribution.Typical, options.Latency);
        Assert.Same(FaultMix.None, options.Faults);
        Assert.Empty(options.Validate());
    }

    [Theory]
    [InlineData("--latency 8", "'8' is not a latency")]
    [InlineData("--latency 8s/2s/9s", "in rising order")]
    [InlineData("--window 0s", "'0s' is not a duration")]
    [InlineData("--window fast", "'fast' is not a duration")]
    [InlineData("--requests -1", "--requests must be 0 or more.")]
    [InlineData("--faults some", "'some' is not a fault mix")]
    [InlineData("--faults hang=2", "'hang=2' is not a fault mix")]
    [InlineData("--faults hang", "'hang' is not a fault mix")]
    [InlineData("--overload soon", "'soon' is not an overload")]
    [InlineData("--overload 0s", "'0s' is not an overload")]
    [InlineData("--prepaid all", "'all' is not a prepaid credit")]
    [InlineData("--format gif", "write png or jpeg or webp")]
    [InlineData("--thoughts 1", "write none or usage or drafts")]
    [InlineData("--fault 1.3", "write it like clear/1.3=unavailable*2")]
    [InlineData("--fault 1.3=unavailable*0", "write it like clear/1.3=unavailable*2")]
    [InlineData("--keys test-key-1:bad", "'bad' is not a key state")]
    [InlineData("--keys test-key-1:7", "'7' is not a key state")]
    [InlineData("--colour red", "--colour")]
    public void Options_NotReadable_AreErrorsThatSayWhatWouldBe(string arguments, string words) =>
        Assert.Contains(SimulatorCommand.Create().Parse(arguments).Errors, e => e.Message.Contains(words, StringComparison.Ordinal));

    [Theory]
    [InlineData("--speed 0", "Speed is 0")]
    [InlineData("--fault 1.3=bare", "add --storyboard")]
    [InlineData("--storyboard no-such-file.json", "no-such-file.json")]
    public async Task Run_NotUsable_SaysWhyAndEndsWith2(string arguments, string words)
    {
        using var errors = new StringWriter();
        var configuration = new InvocationConfiguration { Error = errors };

        var code = await SimulatorCommand.Create().Parse($"--port 0 {arguments}").InvokeAsync(configuration);

        Assert.Equal(2, code);
        Assert.Contains(words, errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Cancelled_PrintsWhereItIsAnswersAndSumsUp()
    {
        using var cancel = new CancellationTokenSource();
        using var output = new BannerWriter();
        var configuration = new InvocationConfiguration { Output = output };
        var running = SimulatorCommand.Create().Parse(
            "--port 0 --latency none --requests 7 --speed 20").InvokeAsync(configuration, cancel.Token);

        var baseUrl = await output.BaseUrl.WaitAsync(TimeSpan.FromMinutes(2));
        using var client = new GeminiClient(baseUrl);
        Assert.Equal(HttpStatusCode.OK, (await client.AskAsync("A fox")).Status);
        await cancel.CancelAsync();

        Assert.Equal(0, await running);
        Assert.Contains($"export ImageGen__Gemini__BaseUrl={baseUrl}", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("export ImageGen__Limits__Requests=7", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("export ImageGen__Limits__Window=3000ms", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("1 calls, 1 images", output.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Tells the address once the banner is out.</summary>
    private sealed class BannerWriter : StringWriter
    {
        private readonly TaskCompletionSource<string> _baseUrl = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> BaseUrl => _baseUrl.Task;

        public override Encoding Encoding => Encoding.UTF8;

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            var line = ToString().Split('\n')[0];
            _baseUrl.TrySetResult(line[line.IndexOf("http://", StringComparison.Ordinal)..].Trim());
            return Task.CompletedTask;
        }
    }
}
