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
            .. from type in typeof(StudyFunctions).Assembly.GetTypes()
               from method in type.GetMethods()
               let function = method.GetCustomAttribute<FunctionAttribute>()
               let trigger = method.GetParameters().Select(
                   parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).OfType<HttpTriggerAttribute>().SingleOrDefault()
               where function is not null && trigger is not null
               let open = trigger.AuthLevel == AuthorizationLevel.Anonymous
               select $"{function.Name} {trigger.Methods!.Single().ToUpperInvariant()} /api/{trigger.Route} {open}",
        ];

        Assert.Equal(ServiceRoutes.All.Select(route => $"{route.Call} {route.Method} {route.Template} {route.IsOpen}").Order(), functions.Order());
    }
}
