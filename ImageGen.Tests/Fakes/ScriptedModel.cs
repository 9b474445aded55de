using System.Collections.Concurrent;

namespace ImageGen.Tests.Fakes;

/// <summary>Answers as it was told, in turn; when nothing is left, with an image that is like no other.</summary>
internal sealed class ScriptedModel : IImageModel
{
    private readonly ConcurrentQueue<Func<CancellationToken, Task<ModelAnswer>>> _answers = new();

    public ConcurrentQueue<(ImageRequest Request, ApiKey Key)> Calls { get; } = new();

    /// <summary>What happens when a call comes in, before it is answered.</summary>
    public Action OnCall { get; set; } = () => { };

    public ScriptedModel Answers(params ModelAnswer[] answers)
    {
        foreach (var answer in answers)
        {
            Answers(_ => Task.FromResult(answer));
        }

        return this;
    }

    public ScriptedModel Fails(params FailureKind[] kinds) =>
        Answers([.. kinds.Select(kind => new ModelAnswer.NoImage(new ModelFailure(kind, $"It was {kind}.")))]);

    public ScriptedModel Answers(Func<CancellationToken, Task<ModelAnswer>> answerAsync)
    {
        _answers.Enqueue(answerAsync);
        return this;
    }

    public static ModelAnswer.Image Image(int number) => new(TestImage.Png(number), "image/png", null);

    public Task<ModelAnswer> GenerateAsync(ImageRequest request, ApiKey key, CancellationToken cancellationToken)
    {
        Calls.Enqueue((request, key));
        OnCall();
        return _answers.TryDequeue(out var answerAsync)
            ? answerAsync(cancellationToken)
            : Task.FromResult<ModelAnswer>(Image(1000 + Calls.Count));
    }
}
