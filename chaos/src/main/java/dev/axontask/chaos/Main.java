package dev.axontask.chaos;

import dev.axontask.chaos.fleet.Layout;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;

/** Started by scripts/chaos.sh inside namespaces that it made, and by nobody else. */
public final class Main {
  /** What starting, settling and judging take of a run's length, about. */
  private static final Duration APART = Duration.ofSeconds(75);

  private static final Duration LEAST = Duration.ofSeconds(45);

  private Main() {}

  /**
   * Runs; exits with 1 if something is wrong.
   *
   * @param args the seed, the minutes, the run's folder, the folder of the server's jars, the Java
   *     program, and the library that moves clocks or nothing
   */
  public static void main(String[] args)
      throws IOException, SQLException, GeneralSecurityException, InterruptedException {
    if (args.length != 6) {
      throw new IllegalArgumentException("started by hand? It is scripts/chaos.sh");
    }
    long seed = Long.parseLong(args[0]);
    Duration whole = Duration.ofSeconds(Math.round(Double.parseDouble(args[1]) * 60));
    Duration storm = whole.minus(APART).compareTo(LEAST) < 0 ? LEAST : whole.minus(APART);
    Layout layout = new Layout(Path.of(args[2]), Path.of(args[3]), Path.of(args[4]), args[5]);
    PrintStream out = System.out;
    boolean sound = new Run(seed, storm, layout, out).run();
    out.println((sound ? "nothing is wrong" : "SOMETHING IS WRONG") + "; seed " + seed);
    System.exit(sound ? 0 : 1);
  }
}
