namespace ImageGen.Tests.Core.Storyboards;

/// <summary>Builds requests as JSON: a faultless one, to which a test then does its damage.</summary>
internal sealed class RequestBuilder
{
    private readonly JsonObject _root = new JsonObject
    {
        ["projectPath"] = "projects/tortoise",
        ["promptsByStyle"] = new JsonObject { ["clear"] = new JsonArray(Beat("1.1", "H"), Beat("1.2", "C"), Beat("2.1", "Cut", 2)) },
    };

    public static JsonObject Beat(string number, string transition = "H", int shot = 1, string prompt = "A hare and a tortoise.") => new()
    {
        ["shot_number"] = shot,
        ["beat_number"] = number,
        ["transition_type"] = transition,
        ["ai_prompt"] = prompt,
    };

    /// <summary>A request of <paramref name="beatsPerStyle"/> beats in each of the three styles.</summary>
    public static RequestBuilder Large(int beatsPerStyle)
    {
        var styles = new JsonObject();
        foreach (var style in ImageStyles.All)
        {
            styles[style.Name()] = new JsonArray(
                [.. Enumerable.Range(0, beatsPerStyle).Select(
                    i => Beat($"{i / 10}.{i % 10}", i % 3 == 0 ? "H" : "C", i / 10, $"Prompt {i}. " + new string('x', 300)))]);
        }

        return new RequestBuilder().With("promptsByStyle", styles);
    }

    public RequestBuilder With(string field, JsonNode? value)
    {
        _root[field] = value;
        return this;
    }

    public RequestBuilder Without(string field)
    {
        _root.Remove(field);
        return this;
    }

    public RequestBuilder WithOptions(string json) => With("options", JsonNode.Parse(json));

    public RequestBuilder WithStyle(string style, params JsonNode?[] beats)
    {
        _root["promptsByStyle"]!.AsObject()[style] = new JsonArray(beats);
        return this;
    }

    /// <summary>Sets a field of the second beat of <c>clear</c>, from JSON text.</summary>
    public RequestBuilder WithBeatField(string field, string json)
    {
        _root["promptsByStyle"]!["clear"]![1]!.AsObject()[field] = JsonNode.Parse(json);
        return this;
    }

    public RequestBuilder WithoutBeatField(string field)
    {
        _root["promptsByStyle"]!["clear"]![1]!.AsObject().Remove(field);
        return this;
    }

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(_root.ToJsonString());

    public Storyboard Accepted() =>
        Assert.IsType<StoryboardReadResult.Accepted>(StoryboardReader.Read(ToBytes())).Storyboard;

    public ImmutableArray<Fault> Refused(StoryboardLimits? limits = null) => Refused(ToBytes(), limits);

    public static ImmutableArray<Fault> Refused(string json) => Refused(Encoding.UTF8.GetBytes(json));

    public static ImmutableArray<Fault> Refused(byte[] json, StoryboardLimits? limits = null) =>
        Assert.IsType<StoryboardReadResult.Refused>(StoryboardReader.Read(json, limits)).Faults;

    /// <summary>The request has one fault, at that place, with a remedy.</summary>
    public static void Expect(RequestBuilder request, string path, string problem)
    {
        var fault = Assert.Single(request.Refused());
        Assert.Equal((path, problem), (fault.Path, fault.Problem));
        Assert.NotEmpty(fault.Remedy);
    }
}
