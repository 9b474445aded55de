using ImageGen.Core.Models.Images;
using ImageGen.Imaging;
using ImageGen.Simulator.Faults;

namespace ImageGen.Tests.Contracts;

/// <summary>What every fault of the simulator becomes.</summary>
public abstract partial class ImageModelContract
{
    private static readonly Dictionary<SimulatedFault, FailureKind> Failures = new()
    {
        [SimulatedFault.StrayPerMinute] = FailureKind.RateLimitedPerMinute,
        [SimulatedFault.PerMinute] = FailureKind.RateLimitedPerMinute,
        [SimulatedFault.PerDay] = FailureKind.RateLimitedPerDay,
        [SimulatedFault.PerMinuteAndDay] = FailureKind.RateLimitedPerDay,
        [SimulatedFault.NotEntitled] = FailureKind.NotEntitled,
        [SimulatedFault.Spend] = FailureKind.SpendLimited,
        [SimulatedFault.Prepaid] = FailureKind.CreditExhausted,
        [SimulatedFault.PrepaidAsBare429] = FailureKind.CreditExhausted,
        [SimulatedFault.Location] = FailureKind.LocationRefused,
        [SimulatedFault.Bare] = FailureKind.SpendLimited,
        [SimulatedFault.InternalError] = FailureKind.Transient,
        [SimulatedFault.HtmlErrorPage] = FailureKind.Transient,
        [SimulatedFault.Unavailable] = FailureKind.Transient,
        [SimulatedFault.DeadlineExceeded] = FailureKind.Transient,
        [SimulatedFault.HtmlInsteadOfJson] = FailureKind.Transient,
        [SimulatedFault.Redirect] = FailureKind.Transient,
        [SimulatedFault.CutBeforeAnswer] = FailureKind.Unanswered,
        [SimulatedFault.CutMidBody] = FailureKind.Unanswered,
        [SimulatedFault.HugeBody] = FailureKind.Unanswered,
        [SimulatedFault.TextRefusal] = FailureKind.NoImage,
        [SimulatedFault.TextOnly] = FailureKind.NoImage,
        [SimulatedFault.NoCandidates] = FailureKind.NoImage,
        [SimulatedFault.InvalidKey] = FailureKind.InvalidKey,
        [SimulatedFault.LeakedKey] = FailureKind.InvalidKey,
        [SimulatedFault.InvalidRequest] = FailureKind.InvalidRequest,
        [SimulatedFault.ModelLost] = FailureKind.ModelUnavailable,
        [SimulatedFault.ModelGone] = FailureKind.ModelUnavailable,
        [SimulatedFault.FinishedWith("NO_IMAGE")] = FailureKind.NoImage,
        [SimulatedFault.FinishedWith("IMAGE_OTHER")] = FailureKind.NoImage,
        [SimulatedFault.FinishedWith("OTHER")] = FailureKind.NoImage,
        [SimulatedFault.FinishedWith("IMAGE_SOMETHING_NEW")] = FailureKind.NoImage,
        [SimulatedFault.PromptBlocked()] = FailureKind.ContentBlocked,
        [SimulatedFault.PromptBlocked("A_NEW_REASON")] = FailureKind.ContentBlocked,
    };

    /// <summary>Odd answers that hold a whole image.</summary>
    private static readonly SimulatedFault[] Whole =
    [
        SimulatedFault.ThoughtOnlyImage, SimulatedFault.DraftAndFinal, SimulatedFault.TwoImages, SimulatedFault.Base64UrlSafe,
        SimulatedFault.Base64LineBreaks, SimulatedFault.DataUrl, SimulatedFault.OctetStream, SimulatedFault.NoMediaType,
    ];

    /// <summary>Images that an adapter hands on as they are: whether they are whole is for Core to see.</summary>
    private static readonly Dictionary<SimulatedFault, (string MediaType, Type Check, ImageFormat? Format)> Images = new()
    {
        [SimulatedFault.Jpeg] = ("image/jpeg", typeof(ImageCheck.Whole), ImageFormat.Jpeg),
        [SimulatedFault.JpegLabelledPng] = ("image/png", typeof(ImageCheck.Whole), ImageFormat.Jpeg),
        [SimulatedFault.TruncatedImage] = ("image/jpeg", typeof(ImageCheck.Broken), ImageFormat.Jpeg),
        [SimulatedFault.ZeroedImage] = ("image/jpeg", typeof(ImageCheck.Broken), ImageFormat.Jpeg),
        [SimulatedFault.BrokenImage] = ("image/jpeg", typeof(ImageCheck.Broken), ImageFormat.Jpeg),
        [SimulatedFault.WrongType] = ("image/jpeg", typeof(ImageCheck.Broken), null),
        [SimulatedFault.NotAnImage] = ("image/jpeg", typeof(ImageCheck.Broken), null),
        [SimulatedFault.MislabelledImage] = ("image/png", typeof(ImageCheck.Whole), ImageFormat.Jpeg),
        [SimulatedFault.NoEndMarker] = ("image/jpeg", typeof(ImageCheck.Whole), ImageFormat.Jpeg),
        [SimulatedFault.TrailingBytes] = ("image/jpeg", typeof(ImageCheck.Whole), ImageFormat.Jpeg),
    };

    public static TheoryData<string> FailureNames =>
        new(Failures.Keys.Concat(SimulatedFault.BlockReasons.Select(SimulatedFault.FinishedWith)).Select(f => f.Name));

    public static TheoryData<string> WholeNames => new(Whole.Select(f => f.Name));
    public static TheoryData<string> ImageNames => new(Images.Keys.Select(f => f.Name));

    [Theory]
    [MemberData(nameof(FailureNames))]
    public async Task Generate_Fault_IsItsFailureAfterOneCallAndGivesNothingAway(string name)
    {
        var fault = SimulatedFault.Parse(name)!;
        await using var simulator = await StartAsync();
        simulator.AddFault(ScriptedFault.ForAny(fault, int.MaxValue));

        var why = Assert.IsType<ModelAnswer.NoImage>(await AskAsync(simulator)).Why;

        Assert.Equal(Failures.GetValueOrDefault(fault, FailureKind.ContentBlocked), why.Kind);
        Assert.Equal(!Failures.ContainsKey(fault), why.IsOutputBlock);
        Assert.Single(simulator.Calls);
        GivesNothingAway(why);
    }

    [Theory]
    [MemberData(nameof(ImageNames))]
    public async Task Generate_ImageThatIsNotWhatItClaims_IsHandedOn(string name)
    {
        var (mediaType, check, format) = Images[SimulatedFault.Parse(name)!];
        await using var simulator = await StartAsync();
        simulator.AddFault(ScriptedFault.ForAny(SimulatedFault.Parse(name)!));

        var image = Assert.IsType<ModelAnswer.Image>(await AskAsync(simulator));

        Assert.Equal(mediaType, image.MediaType);
        var found = new VipsImageCodec().Check(image.Bytes);
        Assert.IsType(check, found);
        Assert.Equal(format, found switch { ImageCheck.Whole w => w.Format, ImageCheck.Broken b => b.Format, _ => null });
    }

    [Theory]
    [MemberData(nameof(WholeNames))]
    public async Task Generate_OddAnswerWithAnImage_GivesIt(string name)
    {
        await using var simulator = await StartAsync();
        simulator.AddFault(ScriptedFault.ForAny(SimulatedFault.Parse(name)!));

        var image = Assert.IsType<ModelAnswer.Image>(await AskAsync(simulator));

        Assert.IsType<ImageCheck.Whole>(ImageInspector.Inspect(image.Bytes));
    }

    [Fact]
    public void Faults_OfTheSimulator_AreAllTested() =>
        Assert.Empty(SimulatedFault.All.Except(Failures.Keys).Except(Images.Keys).Except(Whole).Except([SimulatedFault.Hang]));
}
