namespace ImageGen.Tests.Races.Control;

/// <summary>A fault that is planted in the copy of the product, to show that an exploration finds it.</summary>
/// <param name="Within">The full name of the type whose code is changed, or its beginning.</param>
/// <param name="Call">The member whose calls are changed, as <c>Namespace.Type::Member(</c>.</param>
/// <param name="By">What is called instead: a method of <see cref="Planted"/>.</param>
internal sealed record Fault(string Within, string Call, string By)
{
    /// <summary>The locks of a type are not taken.</summary>
    public static Fault Unlocked(Type type) => new(type.FullName!, "System.Threading.Lock::EnterScope(", nameof(Controlled.Pass));

    /// <summary>Within a type and what is nested in it, a method of <see cref="Planted"/> is called instead of a member.</summary>
    public static Fault Instead(Type within, Type type, string member, string by) =>
        new(within.FullName!, $"{type.FullName}::{member}(", by);

    public bool Hits(string type, string call) =>
        call.StartsWith(Call, StringComparison.Ordinal)
        && (type == Within || type.StartsWith(Within + "/", StringComparison.Ordinal));
}
