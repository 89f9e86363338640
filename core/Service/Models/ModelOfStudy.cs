using System.Text;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Core.Service.Models;

/// <summary>Gets the model of a trial of a finished study: the winner's is there, that of another is trained now.</summary>
/// <param name="spec">The study.</param>
/// <param name="artifacts">Its artifacts.</param>
/// <param name="load">Loads its market data.</param>
/// <param name="time">Times the training.</param>
public sealed class ModelOfStudy(
    StudySpec spec, IArtifactStore artifacts, Func<CancellationToken, Task<IReadOnlyList<Bars>>> load, TimeProvider time)
{
    /// <summary>Gets it.</summary>
    /// <param name="trial">The trial's number; null for the winner.</param>
    /// <param name="cancellation">Ends the training.</param>
    /// <exception cref="InvalidInputException">The study has no models, or the trial has none.</exception>
    public async Task<FinalModel> GetAsync(long? trial, CancellationToken cancellation)
    {
        if (spec.Objective is not ModelSpec)
            throw Fault($"The study {spec.Name} trains no models.", "Name a study with model: xgboost, for example.");
        FinalModel winner = await WinnerAsync(cancellation);
        if (trial is not long number || number == winner.Card.Trial)
            return winner;
        PublishedTrial found = await PublishedTrial.FindAsync(spec, artifacts, number, cancellation)
            ?? throw Fault($"The study {spec.Name} has no trial {number}.", "'tuner top' lists the best ones.");
        if (found.State != TrialOutcome.Complete)
            throw Fault(
                $"Trial {number} did not run to its end ({found.Failure ?? found.State.ToString().ToLowerInvariant()}), so nobody knows "
                    + $"how "
                    + $"good its model is.",
                "Promote a trial that is complete; 'tuner top' lists the best ones.");
        IReadOnlyList<Bars> bars = await load(cancellation);
        foreach (Bars symbol in bars.Where(_ => winner.Card.Data is not null))
        {
            if (winner.Card.Data!.GetValueOrDefault(symbol.Symbol) != DataVersion.Of(symbol))
                throw Fault(
                    $"The data of {symbol.Symbol} have changed since the study was run, so its model would be another.",
                    "Put the old data back, or run the study again.");
        }

        try
        {
            return new StudyExecutor(spec, bars, new NoArtifacts(), time).TrainFinal(found, cancellation)!;
        }
        catch (TrainingFailedException fault)
        {
            throw Fault($"The model of trial {number} cannot be trained on all data: {fault.Message}", "Promote another trial.");
        }
    }

    private async Task<FinalModel> WinnerAsync(CancellationToken cancellation)
    {
        byte[] card = await ReadAsync(ModelCard.FileName, cancellation) ?? throw Fault(
            $"The study {spec.Name} has published no model.", "Finish it first; where all its trials failed, its report says why.");
        ModelCard read = ModelPackage.ReadCard(Encoding.UTF8.GetString(card), ModelCard.FileName);
        // The card may come from elsewhere; it must not lead out of its folder.
        byte[]? content = read.File == Path.GetFileName(read.File) ? await ReadAsync(read.File, cancellation) : null;
        var model = new FinalModel(
            read, content ?? throw Fault($"The study {spec.Name} has lost its model {read.File}.", "Run it again."));
        // What cannot be read is not handed on.
        ModelPackage.Of(model);
        return model;
    }

    private async Task<byte[]?> ReadAsync(string name, CancellationToken cancellation)
    {
        await using Stream? stream = await artifacts.OpenAsync(name, cancellation);
        if (stream is null)
            return null;
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, cancellation);
        return content.ToArray();
    }

    private static InvalidInputException Fault(string what, string remedy) => new(Place.Field("study"), what, remedy);
}
