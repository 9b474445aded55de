using System.Reflection;
using ImageGen.Core.Workflows.Activities;
using ImageGen.Functions.Activities;
using Microsoft.Azure.Functions.Worker;

namespace ImageGen.Functions.Tests.Activities;

public sealed class ActivityFunctionsTests
{
    /// <summary>A workflow that calls an activity that is no function fails on a real host, and nowhere else.</summary>
    [Fact]
    public void Functions_ActivitiesOfTheWorkflows_AreAllThereWithTheirTypes()
    {
        var functions = typeof(ActivityFunctions).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Select(m => $"{m.GetCustomAttribute<FunctionAttribute>()!.Name}: {m.GetParameters()[0].ParameterType.Name} -> "
                + $"{m.ReturnType.GetGenericArguments()[0].Name}");

        var activities = ActivityTable.Of(
            new RunActivities(null!, null!, null!, null!, TimeProvider.System)).Select(a => $"{a.Name}: {a.Input.Name} -> {a.Result.Name}");

        Assert.Equal(activities.Order(), functions.Order());
    }
}
