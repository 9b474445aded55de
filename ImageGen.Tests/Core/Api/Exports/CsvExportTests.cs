using ImageGen.Core.Api.Exports;

namespace ImageGen.Tests.Core.Api.Exports;

public sealed class CsvExportTests
{
    [Fact]
    public void Write_Sheet_HasARowForEachBeatAndStyle()
    {
        var text = Encoding.UTF8.GetString(CsvExport.Write(Sheets.Of(("1.1", 1, "Once, \"there\"\nwas", 2.5m), ("1.2", 1, "兔子", 2))));

        Assert.Equal(
            "\uFEFFshot,beat,style,state,image,transition,script_phrase,seconds,attempts,cost_usd,unconfirmed_usd,problem\r\n"
            + "1,1.1,illustration,complete,generated_images/illustration/Shot_1/Beat_1.1.png,H,\"Once, "
            + "\"\"there\"\"\nwas\",2.5,1,0.0336,0,\r\n"
            + "1,1.1,clear,complete,generated_images/clear/Shot_1/Beat_1.1.png,H,\"Once, \"\"there\"\"\nwas\",2.5,1,0.0336,0,\r\n"
            + "1,1.2,illustration,complete,generated_images/illustration/Shot_1/Beat_1.2.png,H,兔子,2,1,0.0336,0,\r\n"
            + "1,1.2,clear,failed,,H,兔子,2,1,0.0336,0,Blocked.\r\n",
            text);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("- he said", "'- he said")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("=\"a\",b", "\"'=\"\"a\"\",b\"")]
    public void Write_TextThatASpreadsheetWouldCompute_GetsAnApostrophe(string phrase, string field) =>
        Assert.Contains(
            $",{field},",
            Encoding.UTF8.GetString(CsvExport.Write(Sheets.Of([ImageStyle.Clear], ("1.1", 1, phrase, 2)))),
            StringComparison.Ordinal);
}
