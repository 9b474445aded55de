namespace ImageGen.Core.KeyPools;

/// <summary>Which keys there are, and the limits that they bring to their quota projects.</summary>
public sealed partial class KeyPool
{
    private void Forgive()
    {
        foreach (var key in _keys.Values.Where(k => k.Out).ToArray())
        {
            _keys[key.Id] = key with { Out = false };
        }

        foreach (var project in _projects.Values)
        {
            project.Forgive(_now);
        }

        _outage.ProbeNow(_now);
    }

    private void ApplyKeys(ImmutableArray<KeyDescriptor> keys)
    {
        var ids = keys.Select(k => k.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var left in _keys.Keys.Where(id => !ids.Contains(id)).ToArray())
        {
            _keys.Remove(left);
        }

        foreach (var key in keys)
        {
            if (!_keys.TryGetValue(key.Id, out var known) || known.Group != key.Group || known.Requests != key.Requests)
            {
                _keys[key.Id] = new KeyState(key.Id, key.Group, key.Requests, ++_serial, 0, false);
            }
        }
    }

    private void ConfigureProjects()
    {
        foreach (var project in _projects.Values)
        {
            project.Configured = 0;
        }

        foreach (var key in _keys.Values.Where(k => !k.Out))
        {
            var project = ProjectOf(key.Group);
            var requests = Math.Max(1, key.Requests ?? _options.Requests);
            project.Configured = project.Configured == 0 ? requests : Math.Min(project.Configured, requests);
        }
    }
}
