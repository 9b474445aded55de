using ImageGen.Simulator.Log;
using ImageGen.Simulator.Replies;
using ImageGen.Simulator.Requests;

namespace ImageGen.Simulator.Http;

/// <summary>What is behind the socket: every call goes in here, and its reply comes out. Thread-safe.</summary>
internal interface ICallAnswerer
{
    CallLog Log { get; }

    SimulatorStats Stats { get; }

    /// <param name="incoming">The call.</param>
    /// <param name="gaveUp">Set when the client went away.</param>
    Task<SimulatedReply> AnswerAsync(IncomingCall incoming, CancellationToken gaveUp);

    /// <summary>Logs a call whose connection was cut before the whole request was read.</summary>
    void LogCutRequest(IncomingCall incoming);
}
