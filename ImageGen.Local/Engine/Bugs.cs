namespace ImageGen.Local.Engine;

/// <summary>What a log may say of an exception that no one expected.</summary>
internal static class Bugs
{
    /// <summary>
    /// Types and stack traces, without the messages: .NET's own may repeat what was handed to it (a header's value, the text that did not
    /// parse), and that may be a key or a prompt.
    /// </summary>
    public static string Describe(Exception exception)
    {
        var text = new StringBuilder();
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            text.Append(text.Length == 0 ? string.Empty : " <- ").AppendLine(e.GetType().FullName).Append(e.StackTrace);
        }

        return text.ToString();
    }
}
