package dev.axontask.server.mcp.legacy;

import dev.axontask.engine.db.Database;
import dev.axontask.engine.db.Databases;
import dev.axontask.server.mcp.legacy.stream.Replays;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Servers over one database of their own. */
final class Fleet implements AutoCloseable {
  private final TestDatabase test = SharedStores.freshDatabase();
  final Database database =
      Databases.open(
          test.jdbcUrl(), test.runtimeUser(), test.runtimePassword(), new SimpleMeterRegistry());
  private final Deque<LegacyServer> servers = new ArrayDeque<>();

  LegacyServer server() throws IOException {
    return server(Replays.Limits.STANDARD);
  }

  LegacyServer server(Replays.Limits limits) throws IOException {
    LegacyServer server = new LegacyServer(database, limits);
    servers.push(server);
    return server;
  }

  @Override
  public void close() {
    servers.forEach(LegacyServer::close);
    database.close();
    test.close();
  }
}
