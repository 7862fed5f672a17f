package dev.axontask.server.conformance;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** Serves the fixture until it is stopped; {@code scripts/conformance.sh} starts it. */
public final class FixtureMain {
  private FixtureMain() {}

  /**
   * Says where it listens, in one line.
   *
   * @param args the port; 0 for a free one
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    try (Fixture fixture = Fixture.start(Integer.parseInt(args[0]))) {
      System.out.println(fixture.url());
      new CountDownLatch(1).await();
    }
  }
}
