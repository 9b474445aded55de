using ImageGen.Core.Api.Requests;
using ImageGen.Functions.Http;
using ImageGen.Hosting.Http;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImageGen.Functions.Tests.Http;

public sealed class ProblemMiddlewareTests
{
    private readonly Told _log = new();
    private readonly DefaultHttpContext _http = new();

    [Fact]
    public async Task ProblemMiddleware_ConnectionAborted_LogsNothing()
    {
        await InvokeAsync(new ConnectionAbortedException());

        Assert.Empty(_log.Messages);
    }

    [Fact]
    public async Task ProblemMiddleware_ConnectionReset_LogsNothing()
    {
        await InvokeAsync(new ConnectionResetException("reset"));

        Assert.Empty(_log.Messages);
    }

    [Fact]
    public async Task ProblemMiddleware_CancelledByTheClient_LogsNothing()
    {
        _http.RequestAborted = new CancellationToken(canceled: true);

        await InvokeAsync(new OperationCanceledException());

        Assert.Empty(_log.Messages);
    }

    [Fact]
    public async Task ProblemMiddleware_ConnectionAbortedAsTheWorkerWrapsIt_LogsNothing()
    {
        await InvokeAsync(new AggregateException(new ConnectionAbortedException()));

        Assert.Empty(_log.Messages);
    }

    [Fact]
    public async Task ProblemMiddleware_WhatAPersonCanMendAsTheWorkerWrapsIt_IsNoBug()
    {
        // The fake has no one who takes the answer.
        await Assert.ThrowsAsync<NotSupportedException>(() => InvokeAsync(new AggregateException(new UserException("The vault is shut."))));

        Assert.Equal("A request could not be served: The vault is shut.", Assert.Single(_log.Messages));
    }

    [Fact]
    public async Task ProblemMiddleware_Bug_IsTold()
    {
        await Assert.ThrowsAsync<NotSupportedException>(() => InvokeAsync(new AggregateException(new InvalidOperationException("x"))));

        Assert.Contains("failed under", Assert.Single(_log.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProblemMiddleware_BodyLeftUnread_IsReadToItsEndBeforeTheAnswer()
    {
        // The host answers 500 when the worker answers while the body is still on its way.
        using var body = new MemoryStream(new byte[3_000_000]);
        _http.Request.Body = body;

        await InvokeAsync(() => Task.CompletedTask);

        Assert.Equal(body.Length, body.Position);
    }

    [Fact]
    public async Task ProblemMiddleware_BodyThatBreaksOff_ChangesNoAnswer()
    {
        _http.Request.Body = new BrokenStream();

        await InvokeAsync(() => Task.CompletedTask);

        Assert.Empty(_log.Messages);
    }

    [Fact]
    public void ClientGone_CancelledByTheAppItself_IsFalse() => Assert.False(ClientGone.Is(new OperationCanceledException(), _http));

    [Fact]
    public void ClientGone_FaultWhileTheClientLeaves_IsFalse()
    {
        _http.RequestAborted = new CancellationToken(canceled: true);

        Assert.False(ClientGone.Is(new InvalidOperationException(), _http));
    }

    private Task InvokeAsync(Exception e) => InvokeAsync(() => Task.FromException(e));

    private Task InvokeAsync(Func<Task> function)
    {
        var intake = new StoryboardIntake(StoryboardLimits.Default, asked => (asked, []));
        var middleware = new ProblemMiddleware(new ProblemAnswers(intake, _log));
        return middleware.Invoke(new HttpFunctionContext(_http), _ => function());
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("The connection broke off.");
    }

    private sealed class Told : ILogger<ProblemAnswers>
    {
        public List<string> Messages { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Messages.Add(formatter(state, exception));
    }
}
