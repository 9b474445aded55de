using ImageGen.Core.Models.Gemini;
using static ImageGen.Tests.Core.Models.Gemini.SentCall;

namespace ImageGen.Tests.Core.Models.Gemini;

/// <summary>Google's JSON of an answer, and what it is read as.</summary>
internal static class AnswerBodies
{
    public const string Png = "iVBORw0KGgo=";

    public static ModelFailure Failed(FailureKind kind, string code, ModelAnswer answer)
    {
        var why = Assert.IsType<ModelAnswer.NoImage>(answer).Why;
        Assert.Equal((kind, code), (why.Kind, why.Code));
        Assert.True(why.Reason[^1] is '.' or '"', why.Reason);
        return why;
    }

    public static string Image(string mediaType, string data = Png) =>
        $$"""{"inlineData": {"mimeType": "{{mediaType}}", "data": "{{data}}"} }""";

    public static ModelAnswer Read(int status, string body) => GeminiAnswers.Read(status, Encoding.UTF8.GetBytes(body), Request, Key);
}
