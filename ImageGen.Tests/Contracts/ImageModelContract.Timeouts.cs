using ImageGen.Simulator.Faults;

namespace ImageGen.Tests.Contracts;

/// <summary>Answers that are late, and callers that give up.</summary>
public abstract partial class ImageModelContract
{
    [Fact]
    public async Task Generate_ServiceThatHangs_MayHaveBeenBilledAfterTheTimeoutThatIsNamed()
    {
        var clock = new ManualTimeProvider();
        await using var simulator = await StartAsync();
        var arrived = new TaskCompletionSource();
        simulator.AddFault(new ScriptedFault(SimulatedFault.Hang, _ => arrived.TrySetResult()));
        using var model = new Owned(Create(simulator.BaseUrl, TimeSpan.FromSeconds(120), clock));

        var answer = model.Value.GenerateAsync(Request(), Key, None);
        await arrived.Task.WaitAsync(Deadline);
        clock.Advance(TimeSpan.FromSeconds(119));
        Assert.False(answer.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));

        var why = Assert.IsType<ModelAnswer.NoImage>(await answer.WaitAsync(Deadline)).Why;
        Assert.Equal((FailureKind.Unanswered, "TIMEOUT"), (why.Kind, why.Code));
        Assert.Contains("within 120 s (ImageGen:Gemini:Timeout)", why.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_AnyAnswer_SaysWhenItsRequestLeftAndNotWhenItCame()
    {
        var clock = new ManualTimeProvider();
        await using var server = await CannedServer.StartAsync(context =>
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        using var model = new Owned(Create(server.BaseUrl, TimeSpan.FromSeconds(120), clock));

        var answer = await model.Value.GenerateAsync(Request(), Key, None);

        Assert.Equal(TimeSpan.Zero, answer.SentAfter);
    }

    [Fact]
    public async Task Generate_AnswerThatStopsHalfWay_MayHaveBeenBilledAfterTheTimeoutAndTheConnectionIsLetGo()
    {
        var clock = new ManualTimeProvider();
        var half = new TaskCompletionSource();
        var letGo = new TaskCompletionSource();
        await using var server = await CannedServer.StartAsync(async context =>
        {
            context.RequestAborted.Register(letGo.SetResult);
            await context.Response.Body.WriteAsync("{\"candidates\": ["u8.ToArray());
            await context.Response.Body.FlushAsync();
            half.SetResult();
            await letGo.Task;
        });
        using var model = new Owned(Create(server.BaseUrl, TimeSpan.FromSeconds(120), clock));

        var answer = model.Value.GenerateAsync(Request(), Key, None);
        await half.Task.WaitAsync(Deadline);
        await clock.WhenTimersPendingAsync(1).WaitAsync(Deadline);
        clock.Advance(TimeSpan.FromSeconds(120));

        Assert.Equal(FailureKind.Unanswered, Assert.IsType<ModelAnswer.NoImage>(await answer.WaitAsync(Deadline)).Why.Kind);
        await letGo.Task.WaitAsync(Deadline);
    }

    [Fact]
    public async Task Generate_CallerGivesUp_ThrowsAndLetsTheConnectionGo()
    {
        using var cancelled = new CancellationTokenSource();
        var arrived = new TaskCompletionSource();
        var letGo = new TaskCompletionSource();
        await using var server = await CannedServer.StartAsync(async context =>
        {
            context.RequestAborted.Register(letGo.SetResult);
            arrived.SetResult();
            await letGo.Task;
        });
        using var model = new Owned(Create(server.BaseUrl, TimeSpan.FromSeconds(120), new ManualTimeProvider()));

        var answer = model.Value.GenerateAsync(Request(), Key, cancelled.Token);
        await arrived.Task.WaitAsync(Deadline);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer.WaitAsync(Deadline));
        await letGo.Task.WaitAsync(Deadline);
    }

    [Fact]
    public async Task Generate_CallerHasGivenUpBefore_MakesNoCall()
    {
        await using var simulator = await StartAsync();
        using var model = new Owned(Create(simulator.BaseUrl, TimeSpan.FromSeconds(120), TimeProvider.System));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => model.Value.GenerateAsync(Request(), Key, new CancellationToken(canceled: true)));

        Assert.Empty(simulator.Calls);
    }
}
