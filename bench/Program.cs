using BenchmarkDotNet.Running;
using ServerlessTuner.Bench;

switch (args.FirstOrDefault())
{
    case "csv":
        CsvQuick.Run(args[1..]);
        break;
    case "samplers":
        SamplerQuality.Run(args[1..]);
        break;
    case "analysis-overhead":
        AnalysisOverhead.Run();
        break;
    case "sampler-overhead":
        SamplerOverhead.Run(args[1..]);
        break;
    case "results":
        await ResultCost.RunAsync(args[1..]);
        break;
    case "kernels":
        KernelThroughput.Run(args[1..]);
        break;
    case "symbols":
        SymbolThroughput.Run(args[1..]);
        break;
    case "finalists":
        await FinalistCost.RunAsync(args[1..]);
        break;
    case "formulas":
        FormulaCost.Run(args[1..]);
        break;
    case "serve":
        await ServeCost.RunAsync(args[1..]);
        break;
    case "trees":
        TreeThroughput.Run(args[1..]);
        break;
    case "policies":
        PolicyThroughput.Run(args[1..]);
        break;
    case "rewards":
        PolicyRewards.Run(args[1..]);
        break;
    case "agents":
        await AgentThroughput.RunAsync(args[1..]);
        break;
    case "beside":
        await BusyNeighbours.RunAsync(args[1..]);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
