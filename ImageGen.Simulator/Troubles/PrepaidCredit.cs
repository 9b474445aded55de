namespace ImageGen.Simulator.Troubles;

/// <summary>What is left of every account's prepaid credit. Thread-safe.</summary>
internal sealed class PrepaidCredit(ImmutableArray<BillingAccount> accounts)
{
    private readonly Lock _gate = new();
    private readonly decimal[] _left = [.. accounts.Select(a => a.PrepaidUsd)];

    /// <summary>The account of <paramref name="project"/> whose credit is used up; null: the call may be billed.</summary>
    public BillingAccount? UsedUp(string project)
    {
        lock (_gate)
        {
            return accounts.Where((a, i) => _left[i] <= 0 && a.Has(project)).FirstOrDefault();
        }
    }

    public void Charge(string project, decimal usd) => Add(project, -usd);

    /// <summary>Adds <paramref name="usd"/> to the credit of the accounts of <paramref name="project"/>; null: of all accounts.</summary>
    public void Add(string? project, decimal usd)
    {
        lock (_gate)
        {
            for (var i = 0; i < _left.Length; i++)
            {
                if (project is null || accounts[i].Has(project)) _left[i] += usd;
            }
        }
    }
}
