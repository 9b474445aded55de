using NetVips;

namespace ImageGen.Imaging;

/// <summary>
/// libvips keeps the messages of its errors in one place for all threads: a thread whose decode fails can find the words of another, or
/// none. Where the words decide, they are asked for while nothing else is decoded. Thread-safe.
/// </summary>
internal static class VipsErrors
{
    private const int Attempts = 3;

    private static readonly ReaderWriterLockSlim Turns = new();

    /// <summary>Does <paramref name="work"/> beside that of others; whatever may fail in the library is to come through here.</summary>
    public static T Share<T>(Func<T> work)
    {
        Turns.EnterReadLock();
        try
        {
            return work();
        }
        finally
        {
            Turns.ExitReadLock();
        }
    }

    /// <summary>Runs <paramref name="work"/>, and returns whether the library objected.</summary>
    public static bool IsFailing(Action work) => Share(() => Fails(work)) is not null;

    /// <summary>Does <paramref name="work"/>.</summary>
    /// <returns>The library's own words when it fails, empty when it has none; null: it did not fail.</returns>
    public static string? Of(Action work)
    {
        if (!IsFailing(work))
        {
            return null;
        }

        Turns.EnterWriteLock();
        try
        {
            string? words = string.Empty;
            for (var i = 0; i < Attempts && words is ""; i++)
            {
                words = Fails(work);
            }

            return words;
        }
        finally
        {
            Turns.ExitWriteLock();
        }
    }

    private static string? Fails(Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (VipsException e)
        {
            // Its first line is NetVips' own.
            var line = e.Message.IndexOf('\n', StringComparison.Ordinal);
            return line < 0 ? string.Empty : e.Message[(line + 1)..].Trim();
        }
    }
}
