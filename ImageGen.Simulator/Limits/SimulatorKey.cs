namespace ImageGen.Simulator.Limits;

/// <summary>One API key that the stand-in knows.</summary>
/// <param name="Value">What the client sends in <c>x-goog-api-key</c>; kept out of logs, statistics and bodies.</param>
/// <param name="Project">The project whose limits it shares; null: a project of its own, named after its id.</param>
/// <param name="State">What it is worth. Default <see cref="KeyState.Valid"/>.</param>
public sealed record SimulatorKey(string Value, string? Project = null, KeyState State = KeyState.Valid)
{
    /// <summary>The name in the call log; null: <c>key-1</c>, <c>key-2</c> ... by its place in the list.</summary>
    public string? Id { get; init; }

    /// <summary>The state that it turns into after <see cref="ChangesAfterCalls"/> calls; null: it stays as it is.</summary>
    public KeyState? ChangesTo { get; init; }

    /// <summary>How many calls it answers in its first state. Ignored when <see cref="ChangesTo"/> is null.</summary>
    public int ChangesAfterCalls { get; init; }

    /// <summary>The key's id; never its value.</summary>
    public override string ToString() => Id ?? "key";
}

/// <summary>What a key is worth.</summary>
public enum KeyState
{
    /// <summary>It may be used.</summary>
    Valid,

    /// <summary>400, <c>API_KEY_INVALID</c>: never existed or was deleted.</summary>
    Invalid,

    /// <summary>400, <c>API_KEY_INVALID</c>: was good once.</summary>
    Expired,

    /// <summary>403: Google found it in public and blocked it.</summary>
    Leaked,

    /// <summary>403, <c>SERVICE_DISABLED</c>: its project has the API switched off.</summary>
    ServiceDisabled,

    /// <summary>429 with <c>limit: 0</c> for every image model: its project has no image quota.</summary>
    NotEntitled,
}
