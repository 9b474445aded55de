namespace ImageGen.Core.Workflows;

/// <summary>The activities by name, for engines that call them so.</summary>
public static class ActivityTable
{
    /// <summary>The bodies of <paramref name="activities"/> under the names of <see cref="Names"/>.</summary>
    public static ImmutableArray<ActivityBody> Of(RunActivities activities)
    {
        ArgumentNullException.ThrowIfNull(activities);
        return
        [
            Body<RootRequest, RootPlan>(Names.PlanRun, activities.PlanRunAsync),
            Body<StyleRef, KeyList>(Names.ListKeys, activities.ListKeysAsync),
            Body<PlanRequest, WindowPlan>(Names.PlanWindow, activities.PlanWindowAsync),
            Body<ControlRequest, StyleControl>(Names.ReadControl, activities.ReadControlAsync),
            Body<GenerateBeatRequest, BeatOutcome>(Names.GenerateBeat, activities.GenerateBeatAsync),
            Body<WaitNote, bool>(Names.RecordWait, activities.RecordWaitAsync),
            Body<FailRequest, bool>(Names.FailBeats, activities.FailBeatsAsync),
            Body<TroubleNote, bool>(Names.RecordTrouble, activities.RecordTroubleAsync),
            Body<StyleRef, StyleResult>(Names.EndStyle, activities.EndStyleAsync),
        ];
    }

    private static ActivityBody Body<TInput, TResult>(string name, Func<TInput, CancellationToken, Task<TResult>> body)
        where TInput : notnull
        where TResult : notnull =>
        new(name, typeof(TInput), typeof(TResult), async (input, cancellationToken) => await body((TInput)input, cancellationToken));
}

/// <summary>One activity.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Input">The type of its input.</param>
/// <param name="Result">The type of its result.</param>
/// <param name="RunAsync">Its body.</param>
public sealed record ActivityBody(string Name, Type Input, Type Result, Func<object, CancellationToken, Task<object>> RunAsync);
