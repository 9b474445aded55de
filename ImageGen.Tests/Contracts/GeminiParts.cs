namespace ImageGen.Tests.Contracts;

/// <summary>The parts of answers as Gemini, and relays in its place, write them; linked by the cloud's tests.</summary>
internal static class GeminiParts
{
    private static readonly string Base64 = Convert.ToBase64String(TestImage.Png(3));
    private static readonly string UrlSafe = Base64.Replace('+', '-').Replace('/', '_');
    private static readonly string Draft = Convert.ToBase64String(TestImage.Png(1));

    /// <summary>The image that each of <see cref="WithAnImage"/> holds as its final one.</summary>
    public static byte[] Image { get; } = TestImage.Png(3);

    public static IReadOnlyDictionary<string, string> WithAnImage { get; } = new Dictionary<string, string>
    {
        ["the only one is flagged as a thought"] = $$$"""{"text": "Planning.", "thought": true}, {"inlineData": {"mimeType": "image/png", "data": "{{{Base64}}}"}, "thought": true}""",
        ["the last of several thoughts"] = $$$"""{"inlineData": {"mimeType": "image/png", "data": "{{{Draft}}}"}, "thought": true}, {"inlineData": {"mimeType": "image/png", "data": "{{{Base64}}}"}, "thought": true}""",
        ["a draft, then the final one"] = $$$"""{"inlineData": {"mimeType": "image/png", "data": "{{{Draft}}}"}, "thought": true}, {"inlineData": {"mimeType": "image/png", "data": "{{{Base64}}}"}}""",
        ["the final one, then a thought"] = $$$"""{"inlineData": {"mimeType": "image/png", "data": "{{{Base64}}}"}}, {"inlineData": {"mimeType": "image/png", "data": "{{{Draft}}}"}, "thought": true}""",
        ["two, neither flagged"] = $$$"""{"inlineData": {"mimeType": "image/png", "data": "{{{Draft}}}"}}, {"text": "and"}, {"inlineData": {"mimeType": "image/png", "data": "{{{Base64}}}"}}""",
        ["a whole one, then bytes that are none"] = $$$"""{"inlineData": {"mimeType": "image/png", "data": "{{{Base64}}}"}}, {"inlineData": {"mimeType": "image/png", "data": "AAAA"}}""",
        ["a thought, then bytes that are none"] = $$$"""{"inlineData": {"mimeType": "image/png", "data": "{{{Base64}}}"}, "thought": true}, {"inlineData": {"mimeType": "image/png", "data": "!"}}""",
        ["line breaks"] = $$$"""{"inlineData": {"mimeType": "image/png", "data": "{{{Base64.Insert(40, "\\r\\n").Insert(20, "\\n")}}} \n"}}""",
        ["spaces and tabs"] = $$$"""{"inlineData": {"mimeType": "image/png", "data": "  {{{Base64.Insert(7, " \\t")}}}"}}""",
        ["url-safe"] = $$$"""{"inlineData": {"mimeType": "image/png", "data": "{{{UrlSafe}}}"}}""",
        ["url-safe without padding"] = $$$"""{"inlineData": {"mimeType": "image/png", "data": "{{{UrlSafe.TrimEnd('=')}}}"}}""",
        ["without padding"] = $$$"""{"inlineData": {"mimeType": "image/png", "data": "{{{Base64.TrimEnd('=')}}}"}}""",
        ["more padding than is due"] = $$$"""{"inlineData": {"mimeType": "image/png", "data": "{{{Base64.TrimEnd('=')}}}===="}}""",
        ["a data URL"] = $$$"""{"inlineData": {"mimeType": "image/png", "data": "data:image/png;base64,{{{Base64}}}"}}""",
        ["a data URL without a type beside it"] = $$$"""{"inlineData": {"data": "DATA:image/png;charset=x;base64,{{{UrlSafe.TrimEnd('=')}}}"}}""",
        ["a data URL with escapes"] = $$$"""{"inlineData": {"mimeType": "image/png", "data": "data:image/png;base64,{{{Uri.EscapeDataString(Base64)}}}"}}""",
        ["no type"] = $$$"""{"inlineData": {"data": "{{{Base64}}}"}}""",
        ["null as its type"] = $$$"""{"inlineData": {"mimeType": null, "data": "{{{Base64}}}"}}""",
        ["application/octet-stream"] = $$$"""{"inlineData": {"mimeType": "application/octet-stream", "data": "{{{Base64}}}"}}""",
        ["text/plain"] = $$$"""{"inlineData": {"mimeType": "text/plain", "data": "{{{Base64}}}"}}""",
        ["the wrong type of image"] = $$$"""{"inlineData": {"mimeType": "image/jpeg", "data": "{{{Base64}}}"}}""",
        ["snake case"] = $$$"""{"inline_data": {"mime_type": "image/png", "data": "{{{Base64}}}"}}""",
        ["a link in the text"] = $$$"""{"text": "Here: ![image](data:image/png;base64,{{{Base64}}})"}""",
        ["with words before and after"] = $$$"""{"text": "Here."}, {"inlineData": {"mimeType": "image/png", "data": "{{{Base64}}}"}}, {"text": "Done."}""",
    };

    /// <summary>A whole answer with these parts.</summary>
    public static byte[] Body(string parts) => Encoding.UTF8.GetBytes(
        $$"""
        {"candidates": [{"content": {"role": "model", "parts": [{{parts}}]}, "finishReason": "STOP", "index": 0}],
         "usageMetadata": {"promptTokenCount": 12, "candidatesTokenCount": 1120, "thoughtsTokenCount": 7, "totalTokenCount": 1139} }
        """);
}
