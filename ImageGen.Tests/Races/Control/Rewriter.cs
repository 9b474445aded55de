using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace ImageGen.Tests.Races.Control;

/// <summary>
/// Rewrites a copy of an assembly of ours: what starts work or waits for other work is controlled by <see cref="Interleaving"/>, and before
/// whatever two operations may have in common there is a point.
/// </summary>
internal sealed class Rewriter(ModuleDefinition tests, IReadOnlyCollection<Fault> faults)
{
    private const string Threading = "System.Threading.";
    private const string Tasks = "System.Threading.Tasks.";
    private const string Files = "System.IO.RandomAccess::";
    private const string Token = "System.Threading.CancellationToken";
    private const string Handle = "Microsoft.Win32.SafeHandles.SafeFileHandle";

    private static readonly Dictionary<string, string> Replaced = new(StringComparer.Ordinal)
    {
        [Threading + "Lock::EnterScope()"] = nameof(Controlled.EnterScope),
        [Threading + "Lock/Scope::Dispose()"] = nameof(Controlled.Exit),
        [Tasks + "Task::Run(System.Action)"] = nameof(Controlled.RunAction),
        [Tasks + "Task::Run(System.Func`1<System.Threading.Tasks.Task>)"] = nameof(Controlled.RunTask),
        [Tasks + "Task::Run(System.Func`1<System.Threading.Tasks.Task>," + Token + ")"] = nameof(Controlled.RunTaskUnless),
        [Tasks + "Task::Run(System.Func`1<!!0>)"] = nameof(Controlled.RunValue),
        [Tasks + "Task::Run(System.Func`1<System.Threading.Tasks.Task`1<!!0>>)"] = nameof(Controlled.RunTaskValue),
        [Threading + "ThreadPool::UnsafeQueueUserWorkItem(System.Threading.IThreadPoolWorkItem,System.Boolean)"] =
            nameof(Controlled.QueueItem),
        [Threading + "ThreadPool::QueueUserWorkItem(System.Threading.WaitCallback)"] = nameof(Controlled.QueueCallback),
        [Tasks + "TaskCompletionSource::.ctor(System.Threading.Tasks.TaskCreationOptions)"] = nameof(Controlled.NewCompletion),
        [Tasks + "TaskCompletionSource`1::.ctor(System.Threading.Tasks.TaskCreationOptions)"] = nameof(Controlled.NewValueCompletion),
        [Tasks + "Task::Delay(System.TimeSpan,System.TimeProvider)"] = nameof(Controlled.Delay),
        [Tasks + "Task::Delay(System.TimeSpan,System.TimeProvider," + Token + ")"] = nameof(Controlled.DelayUnless),
        [Tasks + "Task::WaitAsync(" + Token + ")"] = nameof(Controlled.WaitTask),
        [Tasks + "Task::WaitAsync(System.TimeSpan,System.TimeProvider)"] = nameof(Controlled.WaitTaskAtMost),
        [Tasks + "Task`1::WaitAsync(" + Token + ")"] = nameof(Controlled.WaitValue),
        [Threading + "SemaphoreSlim::WaitAsync(" + Token + ")"] = nameof(Controlled.WaitAsync),
        [Threading + "SemaphoreSlim::Release()"] = nameof(Controlled.Release),
        ["System.Lazy`1::get_Value()"] = nameof(Controlled.Value),
        [Threading + "CancellationTokenSource::Cancel()"] = nameof(Controlled.Cancel),
        [Threading + "CancellationTokenSource::CancelAsync()"] = nameof(Controlled.CancelAsync),
        [Threading + "CancellationTokenSource::Dispose()"] = nameof(Controlled.DisposeSource),
        [Threading + "CancellationTokenRegistration::Dispose()"] = nameof(Controlled.DisposeRegistration),
        [Threading + "CancellationTokenRegistration::DisposeAsync()"] = nameof(Controlled.DisposeRegistrationAsync),
        [Files + "SetLength(" + Handle + ",System.Int64)"] = nameof(Controlled.SetLength),
        [Files + "Write(" + Handle + ",System.ReadOnlySpan`1<System.Byte>,System.Int64)"] = nameof(Controlled.Write),
        [Files + "WriteAsync(" + Handle + ",System.ReadOnlyMemory`1<System.Byte>,System.Int64," + Token + ")"] =
            nameof(Controlled.WriteAsync),
        ["ImageGen.Local.Storage.NativeFiles::FlushFolder(System.String)"] = nameof(Controlled.FlushFolder),
        [Files + "FlushToDisk(" + Handle + ")"] = nameof(Controlled.FlushToDisk),
    };

    /// <summary>Before each of their members there is a point.</summary>
    private static readonly string[] Shared =
    [
        "System.Threading.Volatile", "System.Threading.Interlocked", "System.Collections.Concurrent.ConcurrentDictionary`2",
        "System.Threading.Tasks.TaskCompletionSource", "System.Threading.Tasks.TaskCompletionSource`1",
    ];

    /// <summary>The same where <see cref="Watched"/> types use them, which must not be without a lock.</summary>
    private static readonly string[] Collections =
    [
        "System.Collections.Generic.Dictionary`2", "System.Collections.Generic.HashSet`1", "System.Collections.Generic.List`1",
        "System.Collections.Generic.Queue`1", "System.Collections.Generic.LinkedList`1",
    ];

    /// <summary>Their fields that can change have a point before each use.</summary>
    private static readonly string[] Watched =
    [
        "ImageGen.Local.Engine.", "ImageGen.Local.Storage.Runs.RunLogFile", "ImageGen.Local.Storage.SnapshotFile",
        "ImageGen.Core.Runs.RunLog", "ImageGen.Core.KeyPools.KeyPool", "ImageGen.Tests.Races.Toy",
    ];

    /// <summary>What is explored: here nothing may start or wait for work past the scheduler.</summary>
    private static readonly string[] Explored =
    [
        "ImageGen.Core.Runs.RunLog", "ImageGen.Core.KeyPools.", "ImageGen.Core.Workflows.", "ImageGen.Local.Engine.",
        "ImageGen.Local.Storage.Runs.",
    ];

    private static readonly string[] Uncontrolled =
    [
        "System.Threading.Lock::", "System.Threading.Monitor::", "System.Threading.ThreadPool::", "System.Threading.Thread::",
        "System.Threading.SemaphoreSlim::Wait", "System.Threading.ReaderWriterLock", "System.Threading.Tasks.Task::Run(",
        "System.Threading.Tasks.Task::Wait(", "System.Threading.Tasks.Task::WaitA", "System.Threading.Tasks.Task`1::Wait",
        "System.Threading.Tasks.Task::Delay(", "System.Threading.Tasks.TaskFactory", "System.Threading.Tasks.Parallel::",
    ];

    private readonly TypeDefinition _controlled = tests.GetType(typeof(Controlled).FullName);
    private readonly TypeDefinition _planted = tests.GetType(typeof(Planted).FullName);
    private readonly HashSet<Fault> _done = [];

    /// <summary>The faults that were planted.</summary>
    public IReadOnlyCollection<Fault> Done => _done;

    public void Rewrite(ModuleDefinition module)
    {
        foreach (var method in module.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasBody).ToList())
        {
            var type = method.DeclaringType.FullName;
            if (type.StartsWith(typeof(Rewriter).Namespace + ".", StringComparison.Ordinal))
            {
                continue;
            }

            method.Body.SimplifyMacros();
            var il = method.Body.GetILProcessor();
            if (method.Name == ".cctor")
            {
                il.InsertBefore(method.Body.Instructions[0], il.Create(OpCodes.Call, Own(module, nameof(Controlled.BeginStatic))));
                foreach (var end in method.Body.Instructions.Where(i => i.OpCode.Code is Code.Ret).ToList())
                {
                    // In its place, so that branches to it come here.
                    (end.OpCode, end.Operand) = (OpCodes.Call, Own(module, nameof(Controlled.EndStatic)));
                    il.InsertAfter(end, il.Create(OpCodes.Ret));
                }
            }

            foreach (var instruction in method.Body.Instructions.ToList())
            {
                if (instruction.Operand is MethodReference called && instruction.OpCode.FlowControl is FlowControl.Call)
                {
                    RewriteCall(module, method, il, instruction, called);
                }
                else if (instruction.Operand is FieldReference { FieldType: not null } field && IsShared(type, instruction, field))
                {
                    InsertPoint(module, method, il, instruction);
                }
            }

            method.Body.OptimizeMacros();
        }
    }

    private void RewriteCall(ModuleDefinition module, MethodDefinition method, ILProcessor il, Instruction call, MethodReference called)
    {
        var name = NameOf(called);
        var type = method.DeclaringType.FullName;
        if (faults.FirstOrDefault(f => f.Hits(type, name)) is { } fault)
        {
            _done.Add(fault);
            Replace(module, method, il, call, called, fault.By == nameof(Controlled.Pass) ? _controlled : _planted, fault.By);
        }
        else if (Replaced.GetValueOrDefault(name) is { } by && !(IsClock(type) && name.Contains("Lock", StringComparison.Ordinal)))
        {
            Replace(module, method, il, call, called, _controlled, by);
        }
        else if (called.DeclaringType.GetElementType().FullName is var owner
            && (Shared.Contains(owner) || (Collections.Contains(owner) && Watched.Any(type.StartsWith))))
        {
            InsertPoint(module, method, il, call);
        }
        else if (called.Name != ".ctor" && Uncontrolled.Any(name.StartsWith) && Explored.Any(type.StartsWith))
        {
            throw new NotSupportedException($"{method.FullName} calls {name}, which is not controlled: see Rewriter.Replaced.");
        }
    }

    /// <summary>The scheduler asks the clock itself.</summary>
    private static bool IsClock(string type) => type.StartsWith(typeof(Support.ManualTimeProvider).FullName!, StringComparison.Ordinal);

    private static void Replace(
        ModuleDefinition module,
        MethodDefinition method,
        ILProcessor il,
        Instruction call,
        MethodReference called,
        TypeDefinition type,
        string by)
    {
        var definition = type.Methods.Single(m => m.Name == by);
        var reference = module.ImportReference(definition);
        if (definition.HasGenericParameters)
        {
            var generic = new GenericInstanceMethod(reference);
            var arguments = called is GenericInstanceMethod instance
                ? instance.GenericArguments
                : ((GenericInstanceType)called.DeclaringType).GenericArguments;
            foreach (var argument in arguments)
            {
                generic.GenericArguments.Add(argument);
            }

            reference = generic;
        }

        if (definition.Parameters.LastOrDefault() is { Name: "at" })
        {
            il.InsertBefore(call, il.Create(OpCodes.Ldstr, At(method)));
        }

        (call.OpCode, call.Operand) = (OpCodes.Call, reference);
    }

    private void InsertPoint(ModuleDefinition module, MethodDefinition method, ILProcessor il, Instruction before)
    {
        while (before.Previous is { OpCode.OpCodeType: OpCodeType.Prefix } prefix)
        {
            before = prefix;
        }

        il.InsertBefore(before, il.Create(OpCodes.Ldstr, At(method)));
        il.InsertBefore(before, il.Create(OpCodes.Call, Own(module, nameof(Controlled.Point))));
    }

    private MethodReference Own(ModuleDefinition module, string name) =>
        module.ImportReference(_controlled.Methods.Single(m => m.Name == name));

    private static bool IsShared(string type, Instruction use, FieldReference field) =>
        use.OpCode.Code is Code.Ldfld or Code.Stfld or Code.Ldflda
        && Watched.Any(type.StartsWith)
        && field.DeclaringType.FullName.IndexOf('<', field.DeclaringType.FullName.LastIndexOf('/') + 1) is var generated
        && (generated < 0 || field.DeclaringType.IsGenericInstance)
        && field.Resolve() is { IsInitOnly: false };

    private static string NameOf(MethodReference method)
    {
        var parameters = method.GetElementMethod().Parameters.Select(p => p.ParameterType.FullName);
        return $"{method.DeclaringType.GetElementType().FullName}::{method.Name}({string.Join(',', parameters)})";
    }

    private static string At(MethodDefinition method) =>
        method.DeclaringType is { DeclaringType: { } outer } inner && inner.Name.StartsWith('<')
            ? $"{outer.Name}.{inner.Name}.{method.Name}"
            : $"{method.DeclaringType.Name}.{method.Name}";
}
