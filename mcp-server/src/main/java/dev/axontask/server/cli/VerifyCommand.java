package dev.axontask.server.cli;

import dev.axontask.verify.VerifyRun;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code verify}: checks a receipt and its events, without a server. */
@Command(
    name = "verify",
    description = {
      "Checks a receipt and its events, without a server and without a network.",
      "Exit codes: 0 valid; 10 valid but incomplete; 20 tampered; 21 bad signature; 22 unknown key;"
          + " 2 wrong use."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--receipt",
      paramLabel = "FILE",
      description =
          "The receipt, a JWS: ./axontask task receipt TASK. Without it the events alone.")
  private @Nullable Path receipt;

  @Option(
      names = "--events",
      paramLabel = "FILE",
      required = true,
      description = "The events as NDJSON: ./axontask task receipt --events TASK.")
  private @Nullable Path events;

  @Option(
      names = "--keys",
      paramLabel = "FILE",
      description = "The public keys, a JWKS: ./axontask task receipt --keys TASK.")
  private @Nullable Path keys;

  VerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (events == null) {
      throw new IllegalStateException("picocli requires --events");
    }
    VerifyRun run = VerifyRun.run(receipt, events, keys);
    console.line(console.judged(run.line(), run.exitCode() == 0));
    return run.exitCode();
  }
}
