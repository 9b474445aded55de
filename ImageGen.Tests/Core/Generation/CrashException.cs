namespace ImageGen.Tests.Core.Generation;

/// <summary>The process of a test dies.</summary>
internal sealed class CrashException : Exception;
