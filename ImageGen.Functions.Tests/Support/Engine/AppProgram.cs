using System.Reflection;
using ImageGen.Functions.Entities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace ImageGen.Functions.Tests.Support.Engine;

/// <summary>The app's own functions as a worker runs them, found by their attributes as the Functions worker finds them.</summary>
internal static class AppProgram
{
    /// <param name="services">The app's services.</param>
    /// <param name="client">What a function with a durable client gets.</param>
    /// <param name="began">Told the name of each activity that begins.</param>
    public static HubProgram Of(IServiceProvider services, DurableTaskClient client, Action<string>? began = null)
    {
        var functions = typeof(Functions.Orchestrations.Orchestrators).Assembly.GetTypes()
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static))
            .Where(m => m.GetCustomAttribute<FunctionAttribute>() is not null)
            .ToArray();
        return new HubProgram(
            With<OrchestrationTriggerAttribute, Func<ITaskOrchestrator>>(functions, m => () => new Orchestrator(m)),
            With<ActivityTriggerAttribute, ITaskActivity>(
                functions, m =>
                    new Activity(m, ActivatorUtilities.CreateInstance(services, m.DeclaringType!), client, began ?? (_ => { }))),
            () => ActivatorUtilities.CreateInstance<KeyPoolEntity>(services));
    }

    private static Dictionary<string, T> With<TTrigger, T>(IEnumerable<MethodInfo> functions, Func<MethodInfo, T> make)
        where TTrigger : Attribute => functions
        .Where(m => m.GetParameters().Any(p => p.GetCustomAttribute<TTrigger>() is not null))
        .ToDictionary(m => m.GetCustomAttribute<FunctionAttribute>()!.Name, make);

    private static async Task<object?> ResultAsync(object task)
    {
        await (Task)task;
        return task.GetType().GetProperty(nameof(Task<int>.Result))!.GetValue(task);
    }

    private sealed class Orchestrator(MethodInfo function) : ITaskOrchestrator
    {
        public Type InputType => function.GetParameters()[1].ParameterType;

        public Type OutputType => function.ReturnType.GetGenericArguments()[0];

        public Task<object?> RunAsync(TaskOrchestrationContext context, object? input) =>
            ResultAsync(function.Invoke(null, [context, input])!);
    }

    private sealed class Activity(MethodInfo function, object instance, DurableTaskClient client, Action<string> began) : ITaskActivity
    {
        public Type InputType => function.GetParameters()[0].ParameterType;

        public Type OutputType => function.ReturnType.GetGenericArguments()[0];

        public Task<object?> RunAsync(TaskActivityContext context, object? input)
        {
            began(context.Name.Name);
            var arguments = function.GetParameters().Select((p, n) =>
                n == 0 ? input : p.ParameterType == typeof(DurableTaskClient) ? client : (object)CancellationToken.None);
            return ResultAsync(function.Invoke(instance, [.. arguments])!);
        }
    }
}
