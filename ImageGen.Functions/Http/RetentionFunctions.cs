using ImageGen.Core.Runs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImageGen.Functions.Http;

/// <summary>
/// Deletes runs once a day that ended longer ago than <c>ImageGen__Runs__KeepFor</c>; without that setting it does nothing.
/// </summary>
internal sealed partial class RetentionFunctions(RunRetention retention, RunServices services, ILogger<RetentionFunctions> logger)
{
    // At a quarter past three, by UTC: an hour in which few wait for it.
    private const string Daily = "0 15 3 * * *";

    [Function("DeleteOldRuns")]
    public async Task DeleteAsync(
        [TimerTrigger(Daily)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var deleted = await retention.SweepAsync(services.With(client), cancellationToken);
        if (deleted > 0)
        {
            LogDeleted(deleted);
        }
    }

    [LoggerMessage(4200, LogLevel.Information, "{Count} runs were deleted: they ended longer ago than ImageGen:Runs:KeepFor.")]
    private partial void LogDeleted(int count);
}
