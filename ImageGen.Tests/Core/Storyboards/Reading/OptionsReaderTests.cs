namespace ImageGen.Tests.Core.Storyboards.Reading;

/// <summary>Faults of <c>options</c>.</summary>
public sealed class OptionsReaderTests
{
    [Theory]
    [InlineData("""{"modle": "x"}""", "$.options.modle", "Write 'model' if that is what you mean.")]
    [InlineData("""{"maxCost": 5}""", "$.options.maxCost", "Write 'maxCostUsd' if that is what you mean.")]
    [InlineData("""{"speed": 5}""", "$.options.speed", "Remove it; the fields are model, aspectRatio,")]
    [InlineData("""{"model": ""}""", "$.options.model", "without \"models/\"")]
    [InlineData("""{"model": "models/x"}""", "$.options.model", "without \"models/\"")]
    [InlineData("""{"model": "../x"}""", "$.options.model", "without \"models/\"")]
    [InlineData("""{"model": 3}""", "$.options.model", "Write a model's id")]
    [InlineData("""{"aspectRatio": "16x9"}""", "$.options.aspectRatio", "Write one of \"1:1\", \"2:3\"")]
    [InlineData("""{"imageSize": "1k"}""", "$.options.imageSize", "Write \"1K\".")]
    [InlineData("""{"imageSize": "8K"}""", "$.options.imageSize", "Write one of \"512\", \"1K\", \"2K\", \"4K\".")]
    [InlineData("""{"imageSize": 512}""", "$.options.imageSize", "Write one of \"512\"")]
    [InlineData("""{"overwrite": "true"}""", "$.options.overwrite", "Write true or false")]
    [InlineData("""{"onChanged": "Keep"}""", "$.options.onChanged", "Write \"keep\".")]
    [InlineData("""{"onQuotaExhausted": "stop"}""", "$.options.onQuotaExhausted", "Write one of \"wait\", \"fail\".")]
    [InlineData("""{"maxCostUsd": -0.01}""", "$.options.maxCostUsd", "Write a number from 0 to 1000000")]
    [InlineData("""{"maxCostUsd": "5"}""", "$.options.maxCostUsd", "without quotation marks")]
    [InlineData("""{"maxCostUsd": 1e400}""", "$.options.maxCostUsd", "Write a number from 0 to 1000000")]
    [InlineData("""{"maxParallel": 0}""", "$.options.maxParallel", "Write a whole number from 1 to 10000")]
    [InlineData("""{"maxParallel": 1.5}""", "$.options.maxParallel", "Write a whole number from 1 to 10000")]
    [InlineData("""{"first": "1.1"}""", "$.options.first", "Write an array of beat numbers")]
    [InlineData("""{"first": ["1.1", "9.9"]}""", "$.options.first[1]", "Name beats that are in promptsByStyle.")]
    [InlineData("""{"first": ["1.1", "Beat 1.1"]}""", "$.options.first[1]", "Name each beat once.")]
    [InlineData("""{"first": [["1.1"]]}""", "$.options.first[0]", "Write an array of beat numbers")]
    [InlineData("[]", "$.options", "Write an object")]
    public void Read_BadOption_IsAFaultWithARemedy(string json, string path, string remedy)
    {
        var fault = Assert.Single(new RequestBuilder().WithOptions(json).Refused());

        Assert.Equal(path, fault.Path);
        Assert.Contains(remedy, fault.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MoreFirstBeatsThanThereAre_IsOneFault() =>
        RequestBuilder.Expect(
            new RequestBuilder().WithOptions("""{"first": [1, 2, 3, 4, 5]}"""), "$.options.first", "'first' names 5 beats; there are 3.");
}
