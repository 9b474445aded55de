namespace ImageGen.Tests.Contracts;

public sealed class InMemoryRunStoreTests : RunStoreContract
{
    private readonly InMemoryRunStore _store = new();

    protected override IRunStore Open() => _store;
}

public sealed class InMemoryImageStoreTests : ImageStoreContract
{
    private readonly InMemoryImageStore _store = new();

    protected override IImageStore Open() => _store;

    protected override Task PutStyleReferenceAsync(ProjectName project, byte[] png)
    {
        _store.SetStyleReference(project, new StyleReferenceImage(png, ImageFormat.Png));
        return Task.CompletedTask;
    }
}
