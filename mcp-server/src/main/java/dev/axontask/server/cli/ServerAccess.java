package dev.axontask.server.cli;

import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What the commands that speak to a server share: where it is, and where they print. */
record ServerAccess(Map<String, String> environment, Console console) {

  /** A client with the caller's key; the command closes it. */
  Client client() {
    return new Client(ClientSettings.read(environment));
  }

  /** Shows a task to its end and returns its exit code; Ctrl-C leaves it running. */
  int follow(Client client, String task, boolean json) throws IOException, InterruptedException {
    Thread goesOn = Thread.ofPlatform().unstarted(() -> console.note(goesOn(task)));
    Runtime.getRuntime().addShutdownHook(goesOn);
    try {
      new LiveLog(client, console, task, json).follow();
    } finally {
      forget(goesOn);
    }
    JsonNode ended = client.get("/api/tasks/" + task);
    if (!json) {
      console.note(TaskText.end(ended));
    }
    return TaskText.exitCode(ended);
  }

  private static String goesOn(String task) {
    return "\nThe task goes on: ./axontask task logs -f %s shows it, ./axontask task cancel %s stops it."
        .formatted(task, task);
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is ending: the hook speaks, as it should.
    }
  }
}
