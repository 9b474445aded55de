namespace ImageGen.Simulator.Troubles;

/// <summary>A model that a project may not use any more: 404 for every call and look-up, while other projects still have it.</summary>
/// <param name="Project">The project; null: all projects, as when the model was shut down.</param>
/// <param name="Model">The model's id; null: every model.</param>
public sealed record LostModel(string? Project, string? Model = null)
{
    internal bool Covers(string project, string model) => (Project is null || Project == project) && (Model is null || Model == model);
}
