using ImageGen.Core.Models;
using ImageGen.Core.Models.Gemini;
#if USE_GOOGLE_GENAI
using ImageGen.Functions.Adapters.Gemini;
#endif
using ImageGen.Hosting.Gemini;

namespace ImageGen.Functions.Adapters;

/// <summary>Chooses the client of Gemini: Google's SDK, or REST where a build leaves the SDK out (UseGoogleGenAI=false).</summary>
internal static class GeminiClient
{
    public static IImageModel Create(GeminiOptions options, TimeProvider time, AnswerSpool? spool = null) =>
#if USE_GOOGLE_GENAI
        new GeminiImageModel(GeminiHttp.Create(), options, time, spool);
#else
        new GeminiRestModel(GeminiHttp.Create(), options, time, spool);
#endif
}
