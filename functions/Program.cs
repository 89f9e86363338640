using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Service.Models;
using ServerlessTuner.Functions.Hosting;
using ServerlessTuner.Functions.Http;
using ServerlessTuner.Functions.Orchestration;
using ServerlessTuner.Functions.Storage;

FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();

// The server inside the worker would write several lines per request.
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

TunerSettings settings = builder.Configuration.GetSection("Tuner").Get<TunerSettings>() ?? new TunerSettings();
(BlobServiceClient blobs, TableServiceClient tables) = StorageClients.Create(builder.Configuration);
BlobContainerClient data = blobs.GetBlobContainerClient(settings.DataContainer);
BlobContainerClient studies = blobs.GetBlobContainerClient(settings.StudyContainer);
TableClient studyTable = tables.GetTableClient(settings.StudyTable);
TableClient trialTable = tables.GetTableClient(settings.TrialTable);
TableClient modelTable = tables.GetTableClient(settings.ModelTable);
await Task.WhenAll(
    data.CreateIfNotExistsAsync(),
    studies.CreateIfNotExistsAsync(),
    studyTable.CreateIfNotExistsAsync(),
    trialTable.CreateIfNotExistsAsync(),
    modelTable.CreateIfNotExistsAsync());

var cache = new BarCache((long)settings.CacheMegabytes << 20);
Telemetry.Observe(cache);
builder.Services.AddSingleton(settings);
builder.Services.AddSingleton(cache);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<IStudyStorage>(new BlobStudyStorage(data, studies));
builder.Services.AddSingleton<IStudyStore>(new TableStudyStore(studyTable, trialTable));
builder.Services.AddSingleton<IAgentTrialStore>(new TableAgentTrialStore(trialTable));
builder.Services.AddSingleton<IModelStore>(new TableModelStore(modelTable, new BlobArtifactStore(studies, "models/")));
builder.Services.AddSingleton<StudySessions>();
builder.Services.AddSingleton<ServiceAdapter>();

using Exporters? exporters = Exporters.Start(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
await builder.Build().RunAsync();
