using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Functions.Http;

namespace ServerlessTuner.Functions.Tests;

/// <summary>The functions against the table of calls, which <c>tuner serve</c> answers by: the same paths, and the same ones without a key.</summary>
public sealed class RouteTests
{
    [Fact]
    public void Functions_AgainstTheTable_AreTheSameCalls()
    {
        string[] functions =
        [
            .. from method in typeof(StudyFunctions).GetMethods()
               let function = method.GetCustomAttribute<FunctionAttribute>()
               where function is not null
               let trigger = method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).OfType<HttpTriggerAttribute>().Single()
               select $"{function.Name} {trigger.Methods!.Single().ToUpperInvariant()} /api/{trigger.Route} {trigger.AuthLevel == AuthorizationLevel.Anonymous}",
        ];

        Assert.Equal(ServiceRoutes.All.Select(route => $"{route.Call} {route.Method} {route.Template} {route.IsOpen}").Order(), functions.Order());
    }
}
