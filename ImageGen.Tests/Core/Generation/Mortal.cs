namespace ImageGen.Tests.Core.Generation;

/// <summary>A process that dies at a point: from there on nothing that it does reaches the world.</summary>
internal static class Mortal
{
    public static void DieAt(BeatGeneratorWorld world, CrashPoint at)
    {
        var isDead = false;
        world.Store.Before = events => Reach(events.Any(e => e is BeatCompleted) ? CrashPoint.Completing : null);
        world.Store.After = events => Reach(events switch
        {
            [AttemptStarted] => CrashPoint.AttemptLogged,
            [BeatCompleted] => CrashPoint.Completed,
            _ => null,
        });
        world.Images.Before = operation => Reach(operation is "Save" ? CrashPoint.Saving : null);
        world.Images.After = operation => Reach(operation is "Save" ? CrashPoint.Saved : null);
        world.Model.OnCall = () => Reach(CrashPoint.Called);

        void Reach(CrashPoint? point)
        {
            isDead |= point == at;
            if (isDead)
            {
                throw new CrashException();
            }
        }
    }

    /// <summary>Another process takes over.</summary>
    public static void Heal(BeatGeneratorWorld world)
    {
        (world.Store.Before, world.Store.After) = (_ => { }, _ => { });
        (world.Images.Before, world.Images.After) = (_ => { }, _ => { });
        world.Model.OnCall = () => { };
        world.Start();
    }
}
