using ImageGen.Core.Workflows;
using ImageGen.Core.Workflows.Activities;
using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Tests.Core.Workflows.Replay;

/// <summary>The workflows and activities of an engine by name, with everything that passes between them as JSON.</summary>
/// <param name="program">What a host would run; null: only what is added here.</param>
internal sealed class WorkflowCatalogue(WorkflowProgram? program = null)
{
    private readonly Dictionary<string, Func<IWorkflowContext, string, Task<string>>> _workflows = [];
    private readonly Dictionary<string, Func<string, CancellationToken, Task<string>>> _activities = [];

    public WorkflowCatalogue Workflow<TInput, TResult>(string name, Func<IWorkflowContext, TInput, Task<TResult>> run)
    {
        _workflows[name] = async (context, input) => Write(await run(context, Read<TInput>(input)));
        return this;
    }

    public WorkflowCatalogue Activity<TInput, TResult>(string name, Func<TInput, CancellationToken, Task<TResult>> run)
    {
        _activities[name] = async (input, cancellationToken) => Write(await run(Read<TInput>(input), cancellationToken));
        return this;
    }

    public WorkflowCatalogue Activity<TInput, TResult>(string name, Func<TInput, TResult> run) =>
        Activity<TInput, TResult>(name, (input, _) => Task.FromResult(run(input)));

    /// <summary>An activity whose body is looked up each time: its process may have died meanwhile.</summary>
    public WorkflowCatalogue Activity(string name, Func<ActivityBody> body)
    {
        _activities[name] = (input, cancellationToken) => RunAsync(body(), input, cancellationToken);
        return this;
    }

    public Task<string> StartWorkflow(string name, IWorkflowContext context, string input)
    {
        if (_workflows.TryGetValue(name, out var run))
        {
            return run(context, input);
        }

        return program is null
            ? throw new ContractBrokenException($"There is no workflow '{name}'.")
            : StartAsync(program.Workflow(name), context, input);
    }

    public Task<string> RunActivityAsync(string name, string input, CancellationToken cancellationToken)
    {
        if (_activities.TryGetValue(name, out var run))
        {
            return run(input, cancellationToken);
        }

        return program is null
            ? throw new ContractBrokenException($"There is no activity '{name}'.")
            : RunAsync(program.Activity(name), input, cancellationToken);
    }

    public static string Write(object? value) => JsonSerializer.Serialize(value, ImageGenJson.Options);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, ImageGenJson.Options)!;

    private static async Task<string> StartAsync(WorkflowBody body, IWorkflowContext context, string input) =>
        Write(await body.RunAsync(context, JsonSerializer.Deserialize(input, body.Input, ImageGenJson.Options)!));

    private static async Task<string> RunAsync(ActivityBody body, string input, CancellationToken cancellationToken)
    {
        var value = JsonSerializer.Deserialize(input, body.Input, ImageGenJson.Options)!;
        return JsonSerializer.Serialize(await body.RunAsync(value, cancellationToken), body.Result, ImageGenJson.Options);
    }
}
