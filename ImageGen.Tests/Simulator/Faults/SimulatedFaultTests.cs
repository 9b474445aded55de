using ImageGen.Simulator.Faults;

namespace ImageGen.Tests.Simulator.Faults;

/// <summary>Faults and their names.</summary>
public sealed class SimulatedFaultTests
{
    public static TheoryData<string> AllFaults =>
        [.. SimulatedFault.All.Select(
            f => f.Name), "finished:IMAGE_SAFETY", "prompt-blocked:PROHIBITED_CONTENT", "slow:6s", "zeroed-image:webp"];

    [Theory]
    [MemberData(nameof(AllFaults))]
    public void Parse_NameOfAFault_GivesThatFault(string name) => Assert.Equal(name, SimulatedFault.Parse(name)?.Name);

    [Theory]
    [InlineData("")]
    [InlineData("unavailabel")]
    [InlineData("finished:")]
    [InlineData("finished")]
    [InlineData("slow")]
    [InlineData("slow:0s")]
    [InlineData("slow:soon")]
    public void Parse_NoFault_IsNull(string name) => Assert.Null(SimulatedFault.Parse(name));

    [Fact]
    public void In_FaultWithoutAnImageOfAType_IsRefused()
    {
        Assert.Throws<InvalidOperationException>(() => SimulatedFault.Hang.In(AnswerFormat.Png));
        Assert.Null(SimulatedFault.Parse("hang:png"));
        Assert.Null(SimulatedFault.Parse("truncated-image:gif"));
    }
}
