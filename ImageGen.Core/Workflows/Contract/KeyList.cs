using ImageGen.Core.KeyPools;

namespace ImageGen.Core.Workflows.Contract;

/// <summary>Output of the activity that lists a style's keys.</summary>
/// <param name="Keys">The keys, without their values.</param>
/// <param name="Problem">Why they could not be read, for people; null: they could.</param>
public sealed record KeyList(ImmutableArray<KeyDescriptor> Keys, string? Problem = null);
