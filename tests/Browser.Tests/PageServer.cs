using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ServerlessTuner.Browser.Tests;

/// <summary>A site that serves one page to whoever asks, under any name.</summary>
internal sealed class PageServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly byte[] answer;

    public PageServer(string page)
    {
        byte[] body = Encoding.UTF8.GetBytes(page);
        answer =
        [
            .. Encoding.ASCII.GetBytes(
                $"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"),
            .. body,
        ];
        listener.Start();
        _ = AnswerAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Dispose() => listener.Dispose();

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
                _ = AnswerAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception fault) when (fault is ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                if (await stream.ReadAsync(new byte[8192]) > 0)
                    await stream.WriteAsync(answer);
            }
            catch (IOException)
            {
                // A browser opens connections that it then does not use.
            }
        }
    }
}
