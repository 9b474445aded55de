using System.IO.Pipelines;
using ImageGen.Hosting.Http;
using Microsoft.AspNetCore.Connections;

namespace ImageGen.Tests.Local.Http;

public sealed class PipeWriteStreamTests
{
    /// <summary>It would be logged as a fault of this program otherwise.</summary>
    [Fact]
    public async Task WriteAsync_ClientHasGone_SaysThatItWasTheClient()
    {
        var pipe = new Pipe();
        await pipe.Reader.CompleteAsync();
        await using var stream = new PipeWriteStream(pipe.Writer);

        await Assert.ThrowsAsync<ConnectionAbortedException>(() => stream.WriteAsync(new byte[10]).AsTask());
    }
}
