using ImageGen.Local.Cli.Views;

namespace ImageGen.Tests.Local.Cli;

public sealed class TextTableTests
{
    [Fact]
    public void Lines_CellsOfEveryWidth_AreAligned() => Assert.Equal(
        ["run        cost   begun", "fable-1   $0.07   yesterday", "a         $1.00"],
        new TextTable("run", ">cost", "begun").Add("fable-1", "$0.07", "yesterday").Add("a", "$1.00", "").Lines());
}
