using ImageGen.Core.Base;
using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Core.Generation;

/// <summary>
/// Images or the log could not be stored or read: no other beat would fare better, so the run is paused until a person resumes it.
/// </summary>
/// <param name="Reason">For people: what happened, and what to do.</param>
/// <param name="IsLogged">
/// True when the log holds the pause, or another one; false: the workflow records it through <see cref="WorkflowNames.RecordTrouble"/>.
/// </param>
/// <param name="Resumes">
/// How often the run had been resumed when the trouble arose: a resume behind that is an answer to it, and is never undone. Null in
/// histories that were written before this was noted.
/// </param>
public sealed record StorageTrouble(string Reason, bool IsLogged, int? Resumes)
{
    internal const string Code = "STORAGE";

    internal static string ReasonOf(UserException trouble) => $"{trouble.Message} Then resume the run.";
}
