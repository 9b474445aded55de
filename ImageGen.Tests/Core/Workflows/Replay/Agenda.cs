using ImageGen.Tests.Simulation;

namespace ImageGen.Tests.Core.Workflows.Replay;

/// <summary>What will happen when. Which of two things comes first that are due at the same instant is generated from the dice.</summary>
internal sealed class Agenda(Dice dice)
{
    private readonly PriorityQueue<AgendaItem, (DateTimeOffset Due, double Tie)> _items = new();

    /// <summary>When the next thing is due; null: nothing is.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            while (_items.TryPeek(out var item, out var when))
            {
                if (!item.IsCancelled) return when.Due;
                _items.Dequeue();
            }

            return null;
        }
    }

    public AgendaItem Add(DateTimeOffset due, Action action)
    {
        var item = new AgendaItem(action);
        _items.Enqueue(item, (due, dice.Unit()));
        return item;
    }

    public Action TakeNext() => NextDue is null ? throw new InvalidOperationException("Nothing is due.") : _items.Dequeue().Action;
}

/// <summary>One thing that will happen, unless it is cancelled.</summary>
internal sealed class AgendaItem(Action action)
{
    public Action Action => action;

    public bool IsCancelled { get; private set; }

    public void Cancel() => IsCancelled = true;
}
