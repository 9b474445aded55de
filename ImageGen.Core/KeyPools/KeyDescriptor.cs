namespace ImageGen.Core.KeyPools;

/// <summary>What a key pool knows of a key. Never the key's value.</summary>
/// <param name="Id">The key's id, unique in the pool.</param>
/// <param name="Group">Whose limits it shares: the Google Cloud project, else the key's own id.</param>
/// <param name="Requests">
/// Requests per window of the group, where they differ from <see cref="KeyPoolOptions.Requests"/>; the lowest in a group holds.
/// </param>
public sealed record KeyDescriptor(string Id, string Group, int? Requests = null);
