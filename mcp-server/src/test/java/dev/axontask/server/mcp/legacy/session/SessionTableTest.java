package dev.axontask.server.mcp.legacy.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.db.Databases;
import dev.axontask.server.catalog.Client;
import dev.axontask.server.catalog.Signals.Level;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions in PostgreSQL, as two servers see them. */
class SessionTableTest {
  private static final Caller US = new Caller(TenantId.LOCAL, "key:us");
  private static final Caller COLLEAGUE = new Caller(TenantId.LOCAL, "key:colleague");

  private TestDatabase test;
  private Database database;
  private SessionTable here;
  private SessionTable there;

  @BeforeEach
  void open() {
    test = SharedStores.freshDatabase();
    database =
        Databases.open(
            test.jdbcUrl(), test.runtimeUser(), test.runtimePassword(), new SimpleMeterRegistry());
    here = new SessionTable(database);
    there = new SessionTable(database);
  }

  @AfterEach
  void close() {
    database.close();
    test.close();
  }

  private static SessionRecord session() {
    return new SessionRecord(
        UUID.randomUUID(),
        US,
        "2025-11-25",
        new Client(Map.of("sampling", Map.of(), "experimental", Map.of("x", List.of(1, "2")))),
        Map.of("name", "claude", "version", "1"),
        List.of(),
        Level.INFO);
  }

  private SessionRecord added() {
    SessionRecord session = session();
    here.add(session);
    return session;
  }

  @Test
  void anotherServerFindsTheWholeOfIt() {
    SessionRecord session = added();

    assertThat(there.find(US, session.id())).contains(session);
  }

  @Test
  void nobodyElseFindsChangesOrEndsIt() {
    SessionRecord session = added();

    assertThat(here.find(COLLEAGUE, session.id())).isEmpty();
    assertThat(here.subscribe(COLLEAGUE, session.id(), "a:b")).isEmpty();
    assertThat(here.unsubscribe(COLLEAGUE, session.id(), "a:b")).isEmpty();
    assertThat(here.level(COLLEAGUE, session.id(), Level.DEBUG)).isFalse();
    assertThat(here.remove(COLLEAGUE, session.id())).isFalse();
    assertThat(here.find(US, session.id())).contains(session);
  }

  @Test
  void endedHereItIsGoneThere() {
    SessionRecord session = added();

    assertThat(here.remove(US, session.id())).isTrue();
    assertThat(there.find(US, session.id())).isEmpty();
    assertThat(there.remove(US, session.id())).isFalse();
    assertThat(there.subscribe(US, session.id(), "a:b")).isEmpty();
  }

  @Test
  void subscriptionsAndLevelAreThereForTheNextServer() {
    UUID id = added().id();

    assertThat(here.subscribe(US, id, "a:1")).contains(List.of("a:1"));
    assertThat(there.subscribe(US, id, "a:2")).contains(List.of("a:1", "a:2"));
    assertThat(here.subscribe(US, id, "a:1").orElseThrow()).containsExactlyInAnyOrder("a:1", "a:2");
    assertThat(there.unsubscribe(US, id, "a:2")).contains(List.of("a:1"));
    assertThat(there.unsubscribe(US, id, "a:2")).contains(List.of("a:1"));
    assertThat(here.level(US, id, Level.EMERGENCY)).isTrue();

    SessionRecord found = there.find(US, id).orElseThrow();
    assertThat(found.subscriptions()).containsExactly("a:1");
    assertThat(found.level()).isEqualTo(Level.EMERGENCY);
  }

  @Test
  void aSessionHoldsFiveHundredSubscriptionsAndNoMore() {
    UUID id = added().id();
    for (int i = 0; i < 500; i++) {
      assertThat(here.subscribe(US, id, "a:" + i)).isPresent();
    }

    assertThat(here.subscribe(US, id, "a:500")).isEmpty();
    assertThat(here.find(US, id).orElseThrow().subscriptions()).hasSize(500);
  }

  @Test
  void whatJsonAllowsAndJsonbDoesNotIsKeptAsNearAsItGoes() {
    SessionRecord odd =
        new SessionRecord(
            UUID.randomUUID(),
            US,
            "2025-11-25",
            new Client(Map.of("a\0b", Map.of())),
            Map.of("name", "\ud800", "version", "1"),
            List.of(),
            Level.INFO);
    here.add(odd);

    assertThat(there.find(US, odd.id()).orElseThrow().client().capabilities())
        .containsKey("a\ufffdb");
  }

  @Test
  void whenThereAreTooManyTheLeastRecentlyUsedGiveWay() throws SQLException {
    SessionTable small = new SessionTable(database, 3, 1);
    SessionRecord oldest = session();
    SessionRecord used = session();
    small.add(oldest);
    small.add(used);
    aged("20 minutes");
    assertThat(small.find(US, used.id())).isPresent();
    SessionRecord third = session();
    SessionRecord fourth = session();
    small.add(third);
    small.add(fourth);

    assertThat(small.find(US, oldest.id())).isEmpty();
    assertThat(List.of(used, third, fourth))
        .allSatisfy(kept -> assertThat(small.find(US, kept.id())).isPresent());
  }

  @Test
  void whatNobodyUsedForAMonthIsForgotten() throws SQLException {
    SessionRecord old = added();
    aged("31 days");
    SessionRecord young = added();

    assertThat(here.expire()).isEqualTo(1);
    assertThat(here.expire()).isZero();
    assertThat(here.find(US, old.id())).isEmpty();
    assertThat(here.find(US, young.id())).isPresent();
  }

  private void aged(String interval) throws SQLException {
    try (var connection = test.admin().getConnection();
        var update = connection.createStatement()) {
      update.executeUpdate(
          "UPDATE mcp_sessions SET last_used_at = now() - interval '" + interval + "'");
    }
  }
}
