namespace ImageGen.Tests.Races.Control;

/// <summary>Work that an <see cref="Interleaving"/> runs on a thread of its own, and stops and continues at its points.</summary>
internal sealed class Operation(Interleaving owner, int id, string name, Action body)
{
    public Interleaving Owner => owner;

    public int Id => id;

    public string Name => $"#{id} {name}";

    public Action Body => body;

    /// <summary>It cannot continue before this holds; null: it can.</summary>
    public Func<bool>? Until { get; set; }

    /// <summary>Where it stands.</summary>
    public string At { get; set; } = "its start";

    public bool IsStarted { get; set; }

    public Turn Turn { get; } = new();

    /// <summary>The locks that it has entered; null: one that a planted fault leaves open.</summary>
    public Stack<Lock?> Held { get; } = new();

    /// <summary>More than 0 while it runs callbacks of a cancellation or makes a lazy value, for which .NET blocks other threads.</summary>
    public int Closed { get; set; }

    /// <summary>
    /// More than 0 in static constructors: there is no point there, because .NET would block other threads, and only the first to come runs
    /// them.
    /// </summary>
    public int Static { get; set; }

    /// <summary>For <see cref="Priorities"/>.</summary>
    public double Priority { get; set; } = double.NaN;
}
