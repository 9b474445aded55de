namespace ImageGen.Simulator.Base;

/// <summary>How much work goes into an image.</summary>
public enum ImageMode
{
    /// <summary>A scene that is worth looking at: 640 x 360 at 16:9 and 1K, some 10 ms of one core the first time.</summary>
    Full,

    /// <summary>A flat image of a few hundred bytes, 32 pixels wide at 1:1: for benchmarks and tests.</summary>
    Tiny,
}
