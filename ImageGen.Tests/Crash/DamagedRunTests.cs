using ImageGen.Local.Storage.Runs;
using ImageGen.Tests.Simulator;

namespace ImageGen.Tests.Crash;

/// <summary>Files of runs that are damaged, foreign or from the future: each is dealt with alone, and it is said how.</summary>
public sealed class DamagedRunTests : IAsyncLifetime
{
    private const int Beats = 9;

    private CrashWorld _world = null!;

    public async Task InitializeAsync()
    {
        _world = await CrashWorld.OpenAsync(shots: 1);

        // In this process, which costs a tenth of four of their own: how the runs came about does not matter here.
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await using var host = await _world.OpenHostAsync();
        foreach (var name in (string[])["tale", "saga", "fable", "legend"])
        {
            var json = Encoding.UTF8.GetBytes(_world.AddStoryboard(name, shots: 1));
            var run = await host.StartAsync(Assert.IsType<StoryboardReadResult.Accepted>(StoryboardReader.Read(json)).Storyboard, default);
            Assert.Equal(RunStatus.Completed, (await host.WatchAsync(run.RunId, deadline.Token).LastAsync()).View.Status);
        }
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task Serve_DamagedForeignAndFutureFiles_AreDealtWithEachAloneAndTheOtherRunsGoOn()
    {
        var calls = _world.Watch.Calls.Length;
        Damage(_world[".imagegen/runs/tale-1/run.json"]);
        CutLastLine(_world[".imagegen/runs/saga-1/log.jsonl"]);
        AddFromTheFuture(_world[".imagegen/runs/fable-1/log.jsonl"]);
        CutLastLine(_world[".imagegen/runs/legend-1/log.jsonl"]);
        DamageALine(_world[".imagegen/runs/legend-1/log.jsonl"]);
        Directory.CreateDirectory(_world[".imagegen/runs/holiday-1"]);
        await File.WriteAllTextAsync(_world[".imagegen/runs/holiday-1/run.json"], "Dear diary");

        await using (var serve = _world.Start("serve", "--urls", "http://127.0.0.1:0"))
        {
            await serve.SaysAsync("Serving http");
            await Eventually.TrueAsync(() => _world.ReadAsync(s => s.HasEnded, "saga-1").GetAwaiter().GetResult());
            await serve.InterruptAsync();
            Assert.Equal(0, await serve.ExitAsync());
            Assert.Contains("tale-1 cannot be read: its check sum is wrong. It was put aside as", serve.Error, StringComparison.Ordinal);
            Assert.Contains(
                "holiday-1 cannot be read: its first line is not that of a run. It was put aside as",
                serve.Error,
                StringComparison.Ordinal);
            Assert.Contains("log.jsonl: the last ", serve.Error, StringComparison.Ordinal);
            Assert.Contains("It was written by a newer ImageGen: use that one.", serve.Error, StringComparison.Ordinal);
            Assert.Contains("log.jsonl: 1 damaged lines", serve.Error, StringComparison.Ordinal);
        }

        Assert.Equal(RunStatus.Completed, await _world.ReadAsync(s => s.Status, "saga-1"));
        Assert.Equal(PausedBy.Damage, await _world.ReadAsync(s => s.PausedBy, "legend-1"));
        Assert.True(
            Directory.Exists(_world[".imagegen/runs/tale-1.corrupt-1"]) && Directory.Exists(_world[".imagegen/runs/holiday-1.corrupt-1"]));
        Assert.True(File.Exists(_world[".imagegen/runs/legend-1/log.jsonl.corrupt-1"]));
        Assert.True(File.Exists(_world[".imagegen/runs/fable-1/run.json"]), "What a newer version wrote is left where it is.");

        var (exit, output, error) = await _world.RunAsync("generate", "tale.json");
        Assert.True(exit == 0, output + error);
        Assert.Contains($"{Beats} images of {Beats} in", output, StringComparison.Ordinal);
        Assert.Equal(calls, _world.Watch.Calls.Length);
    }

    [Fact]
    public async Task RunsAndStatus_WhileFilesAreDamaged_ShowTheOthers()
    {
        Damage(_world[".imagegen/runs/tale-1/run.json"]);
        AddFromTheFuture(_world[".imagegen/runs/fable-1/log.jsonl"]);

        var (exit, output, error) = await _world.AskAsync("runs");
        var future = await _world.AskAsync("status", "fable-1");

        Assert.True(exit == 0, error);
        Assert.Contains("fable-1: ", error, StringComparison.Ordinal);
        Assert.Contains("tale-1 cannot be read: its check sum is wrong. It is left out", error, StringComparison.Ordinal);
        Assert.Contains("saga-1", output, StringComparison.Ordinal);
        Assert.Contains("legend-1", output, StringComparison.Ordinal);
        Assert.Equal(2, future.Exit);
        Assert.Contains("It was written by a newer ImageGen: use that one.", future.Error, StringComparison.Ordinal);
    }

    private static void Damage(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[^20] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private static void CutLastLine(string path)
    {
        using var file = new FileStream(path, FileMode.Open);
        file.SetLength(file.Length - 10);
    }

    /// <summary>The one that says of a beat that it was generated.</summary>
    private static void DamageALine(string path)
    {
        var lines = File.ReadAllLines(path);
        var index = Array.FindIndex(lines, line => line.Contains("beatCompleted", StringComparison.Ordinal));
        lines[index] = lines[index].Replace("beatCompleted", "beatCompl?ted", StringComparison.Ordinal);
        File.WriteAllText(path, string.Join('\n', lines));
    }

    private static void AddFromTheFuture(string path)
    {
        const string body = "\"event\":{\"type\":\"dreamt\",\"at\":\"2031-01-01T00:00:00+00:00\"}}";
        File.AppendAllText(path, $"{{\"sum\":\"{LogFrame.Sum(Encoding.UTF8.GetBytes(body)):x8}\",{body}\n");
    }
}
