using ImageGen.Core.Generation.Gemini;
using ImageGen.Core.Ports;
using ImageGen.Functions.Adapters.Gemini;
using ImageGen.Hosting.Gemini;
using ImageGen.Tests.Contracts;

namespace ImageGen.Functions.Tests.Adapters;

public sealed class GeminiImageModelTests : ImageModelContract
{
    protected override IImageModel Create(string baseUrl, TimeSpan timeout, TimeProvider time) =>
        new GeminiImageModel(GeminiHttp.Create(), new GeminiOptions { BaseUrl = baseUrl, Timeout = timeout }, time);
}
