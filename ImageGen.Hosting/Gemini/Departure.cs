namespace ImageGen.Hosting.Gemini;

/// <summary>When the request of one attempt left: what ends before costs nothing, what ends after may have been billed.</summary>
internal sealed class Departure(TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();

    /// <summary>True as soon as the request is written to the service.</summary>
    public bool HasLeft { get; private set; }

    /// <summary>How long it took until then; zero while it has not left.</summary>
    public TimeSpan After { get; private set; }

    public void Leaves() => (HasLeft, After) = (true, time.GetElapsedTime(_began));
}
