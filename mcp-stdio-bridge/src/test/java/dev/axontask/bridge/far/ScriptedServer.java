package dev.axontask.bridge.far;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An HTTP/1.1 server, one connection per request, whose answers a script writes. */
public final class ScriptedServer implements AutoCloseable {
  private final Script script;
  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final int port;
  private volatile @Nullable ServerSocket listener;
  private volatile CompletableFuture<Void> released = new CompletableFuture<>();

  /** Answers one request. */
  public interface Script {
    void answer(Call call) throws IOException, InterruptedException;
  }

  private ScriptedServer(Script script, ServerSocket listener) {
    this.script = script;
    this.port = listener.getLocalPort();
    serve(listener);
  }

  public static ScriptedServer start(Script script) throws IOException {
    return new ScriptedServer(script, listen(0));
  }

  /** Serves a socket that the test made, say one with TLS. */
  public static ScriptedServer on(ServerSocket listener, Script script) {
    return new ScriptedServer(script, listener);
  }

  public int port() {
    return port;
  }

  public String url() {
    return "http://127.0.0.1:" + port + "/mcp";
  }

  /** The next request that has this method and this text in its body, in order of arrival. */
  public Call await(String method, String text) throws InterruptedException {
    while (true) {
      Call call = calls.poll(30, TimeUnit.SECONDS);
      if (call == null) {
        throw new AssertionError("no " + method + " with " + text + " arrived");
      }
      if (call.method().equals(method) && call.text().contains(text)) {
        return call;
      }
    }
  }

  /** How many requests with this text have arrived that nobody has awaited. */
  public long unseen(String text) {
    return calls.stream().filter(call -> call.text().contains(text)).count();
  }

  /** As SIGKILL does it: nobody listens any more, all connections are reset. */
  public void kill() throws IOException {
    ServerSocket current = listener;
    if (current != null) {
      current.close();
    }
    // The port is free when the thread that accepted on it is gone.
    released.join();
    for (Socket connection : connections) {
      Call.reset(connection);
    }
    connections.clear();
  }

  /** Listens again on the same port. */
  public void revive() throws IOException {
    serve(listen(port));
  }

  @Override
  public void close() throws IOException {
    kill();
  }

  private static ServerSocket listen(int port) throws IOException {
    ServerSocket listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    return listener;
  }

  private void serve(ServerSocket fresh) {
    listener = fresh;
    CompletableFuture<Void> end = new CompletableFuture<>();
    released = end;
    Thread.ofVirtual()
        .start(() -> {
          accept(fresh);
          end.complete(null);
        });
  }

  private void accept(ServerSocket from) {
    try {
      while (true) {
        Socket socket = from.accept();
        connections.add(socket);
        Thread.ofVirtual().start(() -> answer(socket));
      }
    } catch (IOException e) {
      // Closed by the test.
    }
  }

  private void answer(Socket socket) {
    try (socket) {
      Call call = Call.read(socket, new BufferedInputStream(socket.getInputStream()));
      calls.add(call);
      script.answer(call);
    } catch (IOException | UncheckedIOException e) {
      // Cut by the test, or by the bridge.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(socket);
    }
  }
}
