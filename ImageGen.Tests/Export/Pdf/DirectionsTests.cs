using ImageGen.Export.Pdf;

namespace ImageGen.Tests.Export.Pdf;

public sealed class DirectionsTests
{
    /// <summary>Capitals stand for letters that run from the right, as in the examples of UAX 9.</summary>
    [Theory]
    [InlineData("car is a car", "car is a car")]
    [InlineData("car is THE CAR in arabic", "car is RAC EHT in arabic")]
    [InlineData("CAR IS the car", "the car SI RAC")]
    [InlineData("THE 25 CARS", "SRAC 25 EHT")]
    [InlineData("he said 25 CARS.", "he said 25 SRAC.")]
    [InlineData("say THE 3.14 CARS now", "say SRAC 3.14 EHT now")]
    [InlineData("CARS (race 2) TODAY!", "!YADOT (race 2) SRAC")]
    [InlineData("CARS, CARS", "SRAC ,SRAC")]
    [InlineData("CARS 25", "25 SRAC")]
    [InlineData("a 25 b", "a 25 b")]
    [InlineData("", "")]
    public void VisualRuns_Line_IsInTheOrderOfTheAlgorithm(string logical, string visual)
    {
        var text = string.Concat(logical.Select(c => char.IsAsciiLetterUpper(c) ? (char)(c - 'A' + 'א') : c));

        var runs = Directions.VisualRuns(Directions.Levels(text, Directions.IsRightToLeft(text)));

        var shown = string.Concat(runs.Select(run =>
        {
            var part = text.Substring(run.Start, run.Length);
            return run.IsRightToLeft ? Mirrored(part) : part;
        }));
        Assert.Equal(visual, string.Concat(shown.Select(c => c >= 'א' ? (char)(c - 'א' + 'A') : c)));
    }

    private static string Mirrored(string text) => string.Concat(text.Reverse().Select(c => c switch { '(' => ')', ')' => '(', _ => c }));
}
