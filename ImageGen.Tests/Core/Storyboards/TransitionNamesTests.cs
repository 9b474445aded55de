using ImageGen.Core.Storyboards.Reading;

namespace ImageGen.Tests.Core.Storyboards;

public sealed class TransitionNamesTests
{
    public static TheoryData<string> HardCuts =>
    [
        "H", "h", "H.", "(H)", "Hard Cut", "hard cut", "hard-cut", "hard_cut", "HARDCUT", "HardCut", "Hard   Cut!", "Hard cuts",
        "H - hard cut", "H: hard cut", "H – Hard Cut", "H/hardcut", "H (hard)", "Hard cut (H)", "Hard cut transition",
        "Hard cut to the river",
    ];

    [Theory]
    [MemberData(nameof(HardCuts))]
    public void KindOf_HardCutInAnySpelling_IsAHardCut(string text) => Assert.Equal(TransitionKind.HardCut, TransitionNames.KindOf(text));

    public static TheoryData<string> Continuous =>
    [
        "C", "c", "[C]", "continuous", "Continuous", "CONTINUOUS", "Continuous.", "Continuous (C)", "C - continuous", "C – Continuation",
        "C (cont.)", "continuation", "Continued", "continue", "Continuous zoom", "continuous shot, same camera",
    ];

    [Theory]
    [MemberData(nameof(Continuous))]
    public void KindOf_ContinuousInAnySpelling_IsContinuous(string text) =>
        Assert.Equal(TransitionKind.Continuous, TransitionNames.KindOf(text));

    public static TheoryData<string> Others =>
    [
        "Cut", "CUT TO:", "Fade", "Fade to black", "Dissolve", "Cross dissolve", "Crossfade", "Wipe", "Clock wipe", "Heart wipe",
        "Cutaway", "Close-up", "Contrast", "Match cut", "Jump Cut", "J-cut", "L-cut", "None", "-",
    ];

    [Theory]
    [MemberData(nameof(Others))]
    public void KindOf_AnotherTransition_NeedsNoReference(string text) => Assert.Equal(TransitionKind.Other, TransitionNames.KindOf(text));

    public static TheoryData<string> Unclear =>
    [
        "Contnuous", "Continous", "Continuos", "Contiguous", "Cont.", "Cont'd", "con", "Hard", "Har", "Hx", "H1", "Cx", "HC", "H or C",
        "H, C", "H - continuous", "C - hard cut", "H fade", "C - Cut", "Hard cut or fade", "Continuous / Cut", "Harcut", "Hardcutt",
        "hrad cut", "Hardcore cut", "Cut (H)", "Cut (hard)", "not continuous", "Ｈ", "А С",
    ];

    [Theory]
    [MemberData(nameof(Unclear))]
    public void KindOf_NeitherNorSomethingElse_IsNotUnderstood(string text) => Assert.Null(TransitionNames.KindOf(text));
}
