package dev.axontask.server;

import dev.axontask.server.cli.AxonTask;
import dev.axontask.server.cli.Console;

/** Runs one command and ends with its exit code. */
public final class Main {
  private Main() {}

  /** The arguments are those of {@code ./axontask}. */
  public static void main(String[] args) {
    System.exit(AxonTask.run(args, System.getenv(), Console.ofTheProcess()));
  }
}
