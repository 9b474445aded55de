using ImageGen.Core.Api;
using ImageGen.Hosting.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImageGen.Functions.Http;

/// <summary>The URLs of a run: Durable Functions' own, which hold their key, and ours.</summary>
internal static class DurableLinks
{
    public static RunLinks Of(HttpRequest request, DurableTaskClient client, string runId)
    {
        var ours = ApiResults.Links(request, runId);
        var durable = client.CreateHttpManagementPayload(runId);
        return ours with
        {
            StatusQueryGetUri = durable.StatusQueryGetUri ?? ours.StatusQueryGetUri,
            SendEventPostUri = Template(durable.SendEventPostUri) ?? ours.SendEventPostUri,
            TerminatePostUri = Template(durable.TerminatePostUri) ?? ours.TerminatePostUri,
            SuspendPostUri = Template(durable.SuspendPostUri) ?? ours.SuspendPostUri,
            ResumePostUri = Template(durable.ResumePostUri) ?? ours.ResumePostUri,
            PurgeHistoryDeleteUri = durable.PurgeHistoryDeleteUri ?? ours.PurgeHistoryDeleteUri,
        };
    }

    /// <summary>Some versions of the extension leave <c>{{text}}</c> where they mean <c>{text}</c>.</summary>
    private static string? Template(string? uri) =>
        uri?.Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal);
}
