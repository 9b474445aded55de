namespace ImageGen.Core.Runs;

/// <summary>What is decided on a request: an event, or a refusal with its reason for people.</summary>
internal readonly record struct Refusable(RunEvent? Event, string? Refusal)
{
    public static implicit operator Refusable(RunEvent e) => new(e, null);

    public static implicit operator Refusable(string refusal) => new(null, refusal);
}
