using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace ServerlessTuner.Core.Service;

/// <summary>The OpenAPI 3.1 document, made from the table of calls and the types that are sent: it cannot fall behind either.</summary>
public static partial class OpenApiDocument
{
    private static readonly JsonSerializerOptions Output = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping
    };

    private static readonly (string Name, JsonTypeInfo Type)[] Schemas =
    [
        ("Study", ServiceJson.Default.StudyView),
        ("StudyList", ServiceJson.Default.StudyListView),
        ("TrialPage", ServiceJson.Default.TrialPageView),
        ("ArtifactList", ServiceJson.Default.ArtifactListView),
        ("Artifact", ServiceJson.Default.ArtifactView),
        ("Data", ServiceJson.Default.DataView),
        ("Health", ServiceJson.Default.HealthView),
        ("Problem", ServiceJson.Default.ProblemView),
        ("StudyEnvelope", ServiceJson.Default.StudyEnvelope),
        ("AskRequest", ServiceJson.Default.AskRequest),
        ("AskedTrial", ServiceJson.Default.AskedTrialView),
        ("ReportRequest", ServiceJson.Default.ReportRequest),
        ("Report", ServiceJson.Default.ReportView),
        ("TellRequest", ServiceJson.Default.TellRequest),
        ("Outcome", ServiceJson.Default.OutcomeView),
        ("ModelList", ServiceJson.Default.ModelListView),
        ("Model", ServiceJson.Default.ModelView),
        ("ModelVersion", ServiceJson.Default.ModelVersionView),
        ("PromoteRequest", ServiceJson.Default.PromoteRequest),
        ("MoveAliasRequest", ServiceJson.Default.MoveAliasRequest),
        ("RollbackRequest", ServiceJson.Default.RollbackRequest),
        ("Validation", ServiceJson.Default.ValidationView),
        ("Importance", ServiceJson.Default.ImportanceView),
        ("Notes", ServiceJson.Default.NotesView),
        ("Trades", ServiceJson.Default.TradesView),
    ];

    /// <summary>Writes the document.</summary>
    public static byte[] Write(string version)
    {
        var paths = new JsonObject();
        foreach (ServiceRoute route in ServiceRoutes.All)
        {
            string path = route.Template.Replace("{*", "{", StringComparison.Ordinal);
            if (paths[path] is not JsonObject item)
                paths[path] = item = [];
            item[route.Method.ToLowerInvariant()] = Operation(route, path);
        }

        var schemas = new JsonObject();
        foreach ((string name, JsonTypeInfo type) in Schemas)
            schemas[name] = type.GetJsonSchemaAsNode(new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });
        var document = new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "ServerlessTuner",
                ["version"] = version,
                [
                    "description"
                ] = "Starts studies and follows them; the same from 'tuner serve' and from the Azure app. Errors are problem details "
                    + "(RFC 9457).",
            },
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas,
                ["securitySchemes"] = new JsonObject
                {
                    ["header"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "x-functions-key" },
                    ["query"] = new JsonObject { ["type"] = "apiKey", ["in"] = "query", ["name"] = "code" },
                },
            },
            // The empty one: a service on the loopback address may ask for no key.
            ["security"] = new JsonArray(
                new JsonObject { ["header"] = new JsonArray() }, new JsonObject { ["query"] = new JsonArray() }, new JsonObject()),
        };
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = Output.WriteIndented, Encoder = Output.Encoder }))
            document.WriteTo(writer);
        return buffer.ToArray();
    }

    private static JsonObject Operation(ServiceRoute route, string path)
    {
        string name = route.Call.ToString();
        var operation = new JsonObject { ["operationId"] = char.ToLowerInvariant(name[0]) + name[1..], ["summary"] = route.Summary };
        if (route.IsOpen)
            operation["security"] = new JsonArray();
        var parameters = new JsonArray();
        foreach (string part in path.Split('/').Where(part => part.StartsWith('{')))
            parameters.Add(Parameter(part.Trim('{', '}'), "path", PathMeaning(part), "string"));
        foreach ((string query, string meaning, string type) in Queries(route.Call))
            parameters.Add(Parameter(query, "query", meaning, type));
        if (route.Call == ServiceCall.StartStudy)
            parameters.Add(
                Parameter(
                    "Idempotency-Key",
                    "header",
                    "The same key with the same study starts it once; with another study it is a conflict.",
                    "string"));
        if (parameters.Count > 0)
            operation["parameters"] = parameters;
        if (Body(route.Call) is { } body)
            operation["requestBody"] = body;
        operation["responses"] = Responses(route.Call);
        return operation;
    }

    private static JsonObject Parameter(string name, string place, string meaning, string type)
    {
        var parameter = new JsonObject
        {
            ["name"] = name, ["in"] = place, ["description"] = meaning, ["schema"] = new JsonObject { ["type"] = type }
        };
        if (place == "path")
            parameter["required"] = true;
        return parameter;
    }

    private static string PathMeaning(string part) => part switch
    {
        "{id}" => "The study's id: 1 to 64 letters, digits, hyphens and underscores.",
        "{n}" => "The trial's number.",
        "{name}" => "The artifact's name.",
        "{model}" => "The model's name: 1 to 64 letters, digits, hyphens, underscores and dots, the first a letter.",
        "{version}" => "A number, an alias, or latest.",
        "{file}" => "The file's name.",
        "{alias}" => "The alias, such as candidate or prod.",
        _ => "The SHA-256 of the content in 64 lower-case hexadecimal digits.",
    };

    private static (string Name, string Meaning, string Type)[] Queries(ServiceCall call) => call switch
    {
        ServiceCall.GetTrades => [("scenario", "The scenario; by default the first of the first stage.", "string")],
        ServiceCall.GetColumns => [("after", "How many trials of a study at work the asker has; 0 by default.", "integer")],
        ServiceCall.ListTrials =>
        [
            ("stage", "The stage, from 1; by default the one at work, and the last when the study has ended.", "integer"),
            (
                "sort",
                "rank (the default), trial, score, or a metric's column such as sharpe_B; a hyphen in front sorts the largest first.",
                "string"),
            ("top", "Rows per page; 50 by default.", "integer"),
            ("page", "The page, from 1.", "integer"),
        ],
        _ => [],
    };

    private static JsonObject? Body(ServiceCall call) => call switch
    {
        ServiceCall.StartStudy or ServiceCall.Validate => new JsonObject
        {
            ["required"] = true,
            ["description"] = "A study file, YAML or JSON, with an optional id; or an object with the file's text in study_file.",
            ["content"] = new JsonObject
            {
                ["application/yaml"] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } },
                [ServiceResponse.Json] = new JsonObject
                {
                    ["schema"] = new JsonObject
                    {
                        ["anyOf"] = new JsonArray(
                            Ref("StudyEnvelope"),
                            new JsonObject { ["type"] = "object", ["description"] = "A study file as JSON; see docs/study.schema.json." })
                    }
                },
            },
        },
        ServiceCall.PutData or ServiceCall.PutTrialLog or ServiceCall.PutTrialFile => new JsonObject
        {
            ["required"] = true,
            ["content"] = new JsonObject
            {
                ["application/octet-stream"] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string", ["format"] = "binary" } }
            },
        },
        ServiceCall.AskTrial => JsonBody("AskRequest", required: false),
        ServiceCall.ReportStep => JsonBody("ReportRequest", required: true),
        ServiceCall.TellTrial => JsonBody("TellRequest", required: true),
        ServiceCall.PromoteModel => JsonBody("PromoteRequest", required: true),
        ServiceCall.MoveAlias => JsonBody("MoveAliasRequest", required: true),
        ServiceCall.RollbackAlias => JsonBody("RollbackRequest", required: false),
        ServiceCall.PutNotes => JsonBody("Notes", required: true),
        _ => null,
    };

    private static JsonObject JsonBody(string schema, bool required) => new()
    {
        ["required"] = required,
        ["content"] = new JsonObject { [ServiceResponse.Json] = new JsonObject { ["schema"] = Ref(schema) } },
    };

    private static JsonObject Responses(ServiceCall call)
    {
        (int status, string meaning, string? schema) = call switch
        {
            ServiceCall.Health => (200, "The service is up.", "Health"),
            ServiceCall.OpenApi => (200, "The document.", null),
            ServiceCall.StartStudy => (202, "Accepted, now or before; Location names the study.", "Study"),
            ServiceCall.ListStudies => (200, "The studies.", "StudyList"),
            ServiceCall.GetStudy => (200, "The study.", "Study"),
            ServiceCall.DeleteStudy => (204, "Removed.", null),
            ServiceCall.ListTrials => (200, "The page.", "TrialPage"),
            ServiceCall.ListArtifacts => (200, "The files.", "ArtifactList"),
            ServiceCall.GetArtifact => (200, "The file.", null),
            ServiceCall.Pause or ServiceCall.Resume or ServiceCall.Stop or ServiceCall.Cancel => (202, "Passed on.", "Study"),
            ServiceCall.AskTrial => (200, "The trial.", "AskedTrial"),
            ServiceCall.ReportStep => (200, "What the pruner says.", "Report"),
            ServiceCall.TellTrial => (200, "The outcome as it stands on record.", "Outcome"),
            ServiceCall.PutTrialLog or ServiceCall.PutTrialFile => (201, "Kept.", "Artifact"),
            ServiceCall.HasData => (200, "It is there.", null),
            ServiceCall.ListModels => (200, "The models.", "ModelList"),
            ServiceCall.GetModel => (200, "The model.", "Model"),
            ServiceCall.GetModelVersion => (200, "The version.", "ModelVersion"),
            ServiceCall.GetModelFile => (200, "The file.", null),
            ServiceCall.PromoteModel => (201, "Registered, now or before.", "ModelVersion"),
            ServiceCall.MoveAlias or ServiceCall.RollbackAlias => (200, "The version that it names now.", "ModelVersion"),
            ServiceCall.Page => (200, "The page.", null),
            ServiceCall.Validate => (200, "What is to be said of the file.", "Validation"),
            ServiceCall.GetColumns => (200, "The columns, as docs/page.md describes them.", null),
            ServiceCall.GetImportance => (200, "The weights.", "Importance"),
            ServiceCall.GetTrades => (200, "The trades.", "Trades"),
            ServiceCall.GetNotes => (200, "The notes.", "Notes"),
            ServiceCall.PutNotes => (200, "The notes as they are kept.", "Notes"),
            _ => (201, "Kept.", "Data"),
        };
        var responses = new JsonObject { [$"{status}"] = Response(meaning, schema, problem: false) };
        if (
            call is ServiceCall.ListStudies or ServiceCall.GetStudy or ServiceCall.GetColumns or ServiceCall.GetImportance
            or ServiceCall.GetNotes or ServiceCall.GetTrades or ServiceCall.Page)
            responses["304"] = new JsonObject { ["description"] = "What If-None-Match names is what there is." };
        if (call == ServiceCall.AskTrial)
            responses["204"] = new JsonObject
            {
                ["description"] = "No trial is free now; Retry-After says after how many seconds to ask again."
            };
        if (call == ServiceCall.TellTrial)
            responses["204"] = new JsonObject { ["description"] = "The trial was given back." };
        foreach ((int code, string reason) in Errors(call))
            responses[$"{code}"] = call == ServiceCall.HasData
                ? new JsonObject { ["description"] = reason }
                : Response(reason, "Problem", problem: true);
        return responses;
    }

    private static JsonObject Response(string meaning, string? schema, bool problem)
    {
        var response = new JsonObject { ["description"] = meaning };
        if (schema is not null)
            response["content"] = new JsonObject
            {
                [problem ? ServiceResponse.ProblemJson : ServiceResponse.Json] = new JsonObject { ["schema"] = Ref(schema) }
            };
        return response;
    }

    private static JsonObject Ref(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };
}
