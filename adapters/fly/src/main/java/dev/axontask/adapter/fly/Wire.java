package dev.axontask.adapter.fly;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One request, one answer. Follows no redirect, so that the token goes where configuration says;
 * ends by itself, however slowly the other side sends. Thread-safe.
 */
final class Wire implements AutoCloseable {
  /** A list of an app's machines is far below; an answer is never kept whole in vain. */
  private static final long MAX_BODY_BYTES = 32L << 20;

  private static final String LEASE_NONCE = "fly-machine-lease-nonce";

  /**
   * An answer.
   *
   * @param retryAfter the header of that name
   */
  record Reply(int status, String body, Optional<String> retryAfter) {}

  private final HttpClient client;
  private final Token token;
  private final Duration timeout;

  Wire(Token token, Duration timeout) {
    this.token = token;
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  Token token() {
    return token;
  }

  /** Whatever the status is. */
  Reply exchange(Call call) throws FlyException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request(call), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BODY_BYTES));
    try {
      long millis = timeout.plus(call.patience()).toMillis();
      HttpResponse<byte[]> response = answer.get(millis, TimeUnit.MILLISECONDS);
      return new Reply(
          response.statusCode(),
          new String(response.body(), StandardCharsets.UTF_8),
          response.headers().firstValue("Retry-After"));
    } catch (TimeoutException late) {
      throw FlyException.lost(call.what(), "it took too long", late);
    } catch (ExecutionException broken) {
      throw FlyException.lost(call.what(), reason(broken), broken);
    } finally {
      answer.cancel(true);
    }
  }

  private static String reason(ExecutionException broken) {
    return broken.getCause() instanceof IOException
        ? "the connection failed"
        : "the request could not be sent";
  }

  private HttpRequest request(Call call) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(call.uri())
            .header("Authorization", token.header())
            .header("Accept", "application/json")
            .header("User-Agent", "axontask");
    if (call.nonce() != null) {
      request.header(LEASE_NONCE, call.nonce());
    }
    String body = call.body();
    if (body == null) {
      return request.method(call.method(), BodyPublishers.noBody()).build();
    }
    return request
        .header("Content-Type", "application/json")
        .method(call.method(), BodyPublishers.ofString(body))
        .build();
  }

  /** Requests under way fail. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
