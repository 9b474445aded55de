namespace ImageGen.Tests.Core.Storyboards.Reading;

/// <summary>Requests that are not JSON, too deep or too large.</summary>
public sealed class JsonSyntaxTests
{
    [Theory]
    [InlineData("", "The request is empty.")]
    [InlineData(" \r\n\t", "The request is empty.")]
    [InlineData("{\n  \"a\": tru\n}", "line 2, column 11")]
    [InlineData("{\"äöü\": x}", "line 1, column 9")]
    [InlineData("{\"projectPath\": \"a\",}", "line 1, column 21")]
    [InlineData("{} {}", "line 1, column 4")]
    [InlineData("// hello", "line 1, column 1")]
    [InlineData("[1, 2]", "This is an array.")]
    [InlineData("\"text\"", "This is the text 'text'.")]
    [InlineData("null", "This is null.")]
    public void Read_NoJsonObject_SaysWhatAndWhere(string json, string expected)
    {
        var fault = Assert.Single(RequestBuilder.Refused(json));

        Assert.Equal("$", fault.Path);
        Assert.Contains(expected, fault.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("reader options", fault.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BytesThatAreNotUtf8_SaysWhere()
    {
        byte[] bytes = [.. "{\"a\":\n\"é"u8, 0xFF, .. "\"}"u8];

        var fault = Assert.Single(RequestBuilder.Refused(bytes));

        Assert.Equal("This is not UTF-8 text: line 2, column 3.", fault.Problem);
        Assert.Contains(
            "not UTF-8", Assert.Single(RequestBuilder.Refused(Encoding.Unicode.GetPreamble())).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(33, true)]
    [InlineData(32, false)]
    [InlineData(100_000, true)]
    public void Read_DeepNesting_IsAFaultOfItsOwn(int depth, bool isTooDeep)
    {
        var json = $"{{\"projectPath\":{new string('[', depth - 1)}{new string(']', depth - 1)}}}";

        var problem = RequestBuilder.Refused(json)[0].Problem;

        Assert.Equal(isTooDeep, problem.Contains("more than 32 deep", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_MoreBytesThanAllowed_NamesTheLimit()
    {
        var bytes = new RequestBuilder().ToBytes();

        var fault = Assert.Single(RequestBuilder.Refused(bytes, new StoryboardLimits { MaxBytes = bytes.Length - 1 }));

        Assert.Equal(("$", $"The request is larger than {bytes.Length - 1} bytes."), (fault.Path, fault.Problem));
        Assert.IsType<StoryboardReadResult.Accepted>(StoryboardReader.Read(bytes, new StoryboardLimits { MaxBytes = bytes.Length }));
    }
}
