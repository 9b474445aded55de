using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Exports;

/// <summary>
/// A table with one row for each beat and style (RFC 4180, UTF-8 with a byte order mark, which spreadsheets need to read other scripts).
/// </summary>
public static class CsvExport
{
    private static readonly ImmutableArray<string> Header =
    [
        "shot", "beat", "style", "state", "image", "transition", "script_phrase", "seconds", "attempts", "cost_usd", "unconfirmed_usd",
        "problem",
    ];

    /// <summary>The table.</summary>
    public static byte[] Write(ExportSheet sheet)
    {
        var text = new StringBuilder("\uFEFF");
        Row(text, Header);
        foreach (var beat in sheet.Beats)
        {
            foreach (var cell in beat.Cells.Where(c => c.State is not null))
            {
                Row(text,
                [
                    beat.Shot.Value, beat.Id.Value, cell.Name.Style.Name(), State(cell), cell.Image?.Path, beat.Transition,
                    beat.ScriptPhrase,
                    Number(beat.Seconds), Number(cell.Attempts), Number(cell.CostUsd), Number(cell.UnconfirmedUsd), cell.Problem,
                ]);
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>As people read it; an image that another program stored counts, whatever the state of the beat.</summary>
    private static string State(ExportCell cell) => cell.State switch
    {
        BeatState.Complete => "complete",
        BeatState.Exists => "existing",
        BeatState.Generating => "generating",
        BeatState.Error => "failed",
        BeatState.Skipped => "skipped",
        _ => "pending",
    };

    private static string Number(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    private static void Row(StringBuilder text, IEnumerable<string?> fields) =>
        text.AppendJoin(',', fields.Select(field => Quoted(field ?? string.Empty))).Append("\r\n");

    /// <summary>
    /// Text that a spreadsheet would take for a formula gets an apostrophe before it: text of a storyboard must not run in it.
    /// </summary>
    private static string Quoted(string field)
    {
        var safe = field.Length > 0 && field[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + field : field;
        return safe.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
