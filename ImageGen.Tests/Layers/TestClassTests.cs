using System.Reflection;

namespace ImageGen.Tests.Layers;

/// <summary>What xunit needs of a test class, and does not check.</summary>
public sealed class TestClassTests
{
    /// <summary>xunit 2 disposes of what is <see cref="IDisposable"/> or <see cref="IAsyncLifetime"/>, and of nothing else.</summary>
    [Fact]
    public void TestClasses_DisposedOfAsynchronously_HaveALifetime()
    {
        Type[] classes = [.. typeof(TestClassTests).Assembly.GetTypes().Where(HasTests)];

        Assert.Contains(classes, type => type.IsAssignableTo(typeof(IAsyncLifetime)));
        Assert.DoesNotContain(classes, type => type.IsAssignableTo(typeof(IAsyncDisposable)));
    }

    private static bool HasTests(Type type) => type.GetMethods().Any(method => method.GetCustomAttribute<FactAttribute>() is not null);
}
