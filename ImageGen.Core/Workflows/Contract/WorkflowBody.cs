namespace ImageGen.Core.Workflows.Contract;

/// <summary>One workflow.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Input">The type of its input.</param>
/// <param name="Result">The type of its result.</param>
/// <param name="RunAsync">One execution of it. What it gives is of no meaning when it has continued as new.</param>
public sealed record WorkflowBody(string Name, Type Input, Type Result, Func<IWorkflowContext, object, Task<object>> RunAsync)
{
    /// <summary>A workflow that takes a <typeparamref name="TInput"/> and gives a <typeparamref name="TResult"/>.</summary>
    public static WorkflowBody Of<TInput, TResult>(string name, Func<IWorkflowContext, TInput, Task<TResult>> run)
        where TInput : notnull
        where TResult : notnull =>
        new(name, typeof(TInput), typeof(TResult), async (context, input) => await run(context, (TInput)input));
}
