using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Runs;

/// <summary>Who paused a run.</summary>
public enum PausedBy
{
    /// <summary>A person, by API, page or command line.</summary>
    Person,

    /// <summary><see cref="RunOptions.MaxCostUsd"/> would have been passed by the next call.</summary>
    CostLimit,

    /// <summary>The run brought its host down several times in a row.</summary>
    CrashLoop,

    /// <summary>The host starts with its runs paused (<c>ImageGen:OnStart</c>).</summary>
    HostStart,

    /// <summary>Images or the log cannot be stored (disk full, no rights).</summary>
    Storage,

    /// <summary>Part of the log was damaged, and its content is lost: a person has to check the run.</summary>
    Damage,

    /// <summary>No answer of the run has held a usable image so far (<see cref="AnswerStreak"/>).</summary>
    Answers,
}
