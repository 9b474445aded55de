using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Local.Engine;

/// <summary>How an activity, a child or an instance ended: with a result as JSON or with a failure.</summary>
internal readonly record struct Outcome(byte[]? Result, Exception? Failure)
{
    public static Outcome Of(byte[] result) => new(result, null);

    public static Outcome Failed(Exception failure) => new(null, failure);

    /// <summary>Completes <paramref name="waiting"/>. A failure becomes the exception of the contract, with its cause inside.</summary>
    public void Complete<T>(TaskCompletionSource<T> waiting)
    {
        if (Failure is { } failure)
        {
            waiting.TrySetException(failure as WorkflowActivityException ?? new WorkflowActivityException(failure.Message, failure));
            return;
        }

        try
        {
            waiting.TrySetResult(Payload.Read<T>(Result!));
        }
        catch (System.Text.Json.JsonException e)
        {
            waiting.TrySetException(e);
        }
    }
}
