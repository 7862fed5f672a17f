package dev.axontask.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.axontask.migrations.MigrationException;
import dev.axontask.migrations.Migrations;
import dev.axontask.stores.testing.SharedStores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a process that starts waits for a PostgreSQL, and for which it does not. */
class FirstContactTest {
  private Duration now = Duration.ofDays(1);
  private int tries;
  private String nobody = "";

  @BeforeEach
  void findAPortWhereNobodyListens() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = "jdbc:postgresql://127.0.0.1:" + free.getLocalPort() + "/axontask";
    }
  }

  private FirstContact contact() {
    return new FirstContact(() -> now.toNanos(), how -> now = now.plus(how));
  }

  private void run(String url, String password) {
    tries++;
    Migrations.run(
        url, SharedStores.postgres().adminUser(), password, "axontask", Clock.systemUTC());
  }

  @Test
  void aServerThatComesLateIsWaitedFor() {
    contact()
        .migrate(() -> {
          if (tries < 3) {
            run(nobody, "unheard");
          }
        });

    assertThat(tries).isEqualTo(3);
    assertThat(now).isEqualTo(Duration.ofDays(1).plus(FirstContact.PAUSE.multipliedBy(3)));
  }

  @Test
  void whoeverWaitedInVainEndsWithTheReason() {
    assertThatThrownBy(() -> contact().migrate(() -> run(nobody, "unheard")))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("refused");
    assertThat(now.minusDays(1)).isGreaterThanOrEqualTo(FirstContact.PATIENCE);
  }

  @Test
  void aServerThatRefusesIsNotAskedAgain() {
    assertThatThrownBy(
            () -> contact().migrate(() -> run(SharedStores.postgres().jdbcUrl(), "wrong")))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("password");
    assertThat(tries).isOne();
  }
}
