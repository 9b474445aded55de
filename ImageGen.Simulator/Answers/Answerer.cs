using ImageGen.Simulator.Drawing;

namespace ImageGen.Simulator.Answers;

/// <summary>Makes answers: the usual ones, and those of faults.</summary>
internal sealed class Answerer
{
    public Answerer(AnswerOptions options)
    {
        var studio = new ImageStudio(options.Images);
        Images = new ImageReplies(options, studio);
        Faults = new FaultReplies(options, studio, Images);
    }

    public ImageReplies Images { get; }

    public FaultReplies Faults { get; }
}
