package dev.axontask.server.cli;

import dev.axontask.server.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code task receipt}: what a finished task proves: the receipt, its events and the keys. */
@Command(
    name = "receipt",
    description = "Prints the signed receipt of a finished task.",
    mixinStandardHelpOptions = true)
final class ReceiptCommand implements Callable<Integer> {
  private final ServerAccess server;

  @Parameters(paramLabel = "TASK")
  private String task = "";

  @Option(
      names = "--events",
      description = "Print the events that the receipt is about, as NDJSON.")
  private boolean events;

  @Option(names = "--keys", description = "Print the public keys that check receipts.")
  private boolean keys;

  @Option(names = "--json", description = "Print the receipt with its claims as JSON.")
  private boolean json;

  ReceiptCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Client client = server.client()) {
      String path = TaskText.path(task);
      if (events) {
        try (InputStream in = client.stream(path + "/events", "application/x-ndjson", -1).body()) {
          in.transferTo(server.console().out());
        }
      } else if (keys) {
        server.console().line(Json.text(client.get("/.well-known/jwks.json")));
      } else {
        JsonNode receipt = client.get(path + "/receipt");
        server.console().line(json ? Json.text(receipt) : receipt.path("receipt").asString(""));
      }
      return 0;
    }
  }
}
