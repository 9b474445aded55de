namespace ImageGen.Simulator.Base;

/// <summary>What answers show of the model's thinking.</summary>
public enum ThoughtMode
{
    /// <summary>Nothing: no thoughts are counted or billed.</summary>
    None,

    /// <summary>A text part flagged <c>thought: true</c>, and <c>thoughtsTokenCount</c> in the usage, billed as text.</summary>
    Usage,

    /// <summary>As <see cref="Usage"/>, and a draft image flagged <c>thought: true</c> before the final image.</summary>
    Drafts,
}
