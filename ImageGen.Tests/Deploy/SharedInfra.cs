namespace ImageGen.Tests.Deploy;

/// <summary>Tests that share the compiled templates.</summary>
[CollectionDefinition(Name)]
public sealed class SharedInfra : ICollectionFixture<InfraFixture>
{
    public const string Name = "Templates of Azure";
}
