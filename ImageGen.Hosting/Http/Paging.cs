namespace ImageGen.Hosting.Http;

/// <summary><c>?limit=</c> of lists.</summary>
internal static class Paging
{
    /// <summary>How many runs a list has where no limit is asked for.</summary>
    public const int MostRuns = 1_000;

    public static Problem FaultyLimit => Problems.Faulty("limit", "It is not a number from 1.", "Write how many to list, or leave it out.");

    /// <summary>False for what is no limit; null where there is none.</summary>
    public static bool TryLimit(string? text, out int? limit)
    {
        limit = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0;
        limit = isNumber ? number : null;
        return isNumber;
    }
}
