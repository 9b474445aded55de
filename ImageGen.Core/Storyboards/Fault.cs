namespace ImageGen.Core.Storyboards;

/// <summary>One thing that is wrong with a request.</summary>
/// <param name="Path">Where: a JSON path such as <c>$.promptsByStyle.clear[3].beat_number</c>, or the name of a parameter.</param>
/// <param name="Problem">What is wrong, one sentence, without quoting more than a few characters of the request.</param>
/// <param name="Remedy">What would be right, one sentence.</param>
public sealed record Fault(string Path, string Problem, string Remedy);
