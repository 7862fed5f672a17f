package dev.axontask.server.mcp.legacy.session;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.event.JsonbText;
import dev.axontask.server.catalog.Client;
import dev.axontask.server.catalog.Signals.Level;
import dev.axontask.server.http.Json;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code mcp_sessions}. Every method is one transaction and throws {@link
 * dev.axontask.engine.db.DatabaseUnavailableException} if PostgreSQL does not answer. Thread-safe.
 */
public final class SessionTable {
  /** A session is about 1 KB; no tenant has this many clients that are alive. */
  private static final int MOST = 10_000;

  /** Counting costs a scan of the tenant's sessions, so only each so-manieth insert does. */
  private static final int TRIM_EVERY = 100;

  /** Hosts keep sessions for days without a word; after so many they have forgotten them. */
  private static final int KEPT_DAYS = 30;

  private static final int EXPIRED_AT_ONCE = 1_000;

  private final Database database;
  private final int most;
  private final int trimEvery;
  private final AtomicLong added = new AtomicLong();

  public SessionTable(Database database) {
    this(database, MOST, TRIM_EVERY);
  }

  SessionTable(Database database, int most, int trimEvery) {
    this.database = database;
    this.most = most;
    this.trimEvery = trimEvery;
  }

  /** Keeps a new session. */
  public void add(SessionRecord session) {
    TenantId tenant = session.caller().tenant();
    boolean trim = added.incrementAndGet() % trimEvery == 0;
    var _ =
        database.asTenant(
            tenant,
            tx -> {
              insert(tx, session);
              return trim ? leastRecentlyUsedGiveWay(tx, tenant) : 0;
            });
  }

  private static void insert(Connection tx, SessionRecord session) throws SQLException {
    try (PreparedStatement insert =
        tx.prepareStatement(
            """
            INSERT INTO mcp_sessions (tenant_id, id, principal, revision, capabilities, client_info,
                                      subscriptions, log_level)
              VALUES (?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?)
            """)) {
      insert.setObject(1, session.caller().tenant().value());
      insert.setObject(2, session.id());
      insert.setString(3, session.caller().principal());
      insert.setString(4, session.revision());
      insert.setString(5, JsonbText.holdable(Json.text(session.client().capabilities())));
      insert.setString(6, JsonbText.holdable(Json.text(session.clientInfo())));
      insert.setArray(7, tx.createArrayOf("text", session.subscriptions().toArray()));
      insert.setString(8, session.level().word());
      insert.executeUpdate();
    }
  }

  private int leastRecentlyUsedGiveWay(Connection tx, TenantId tenant) throws SQLException {
    try (PreparedStatement delete =
        tx.prepareStatement(
            """
            DELETE FROM mcp_sessions WHERE tenant_id = ? AND id IN (
              SELECT id FROM mcp_sessions WHERE tenant_id = ? ORDER BY last_used_at DESC OFFSET ?)
            """)) {
      delete.setObject(1, tenant.value());
      delete.setObject(2, tenant.value());
      delete.setInt(3, most);
      return delete.executeUpdate();
    }
  }

  /**
   * The session, which counts as a use of it.
   *
   * @return empty if it never was, has ended, or is somebody else's
   */
  public Optional<SessionRecord> find(Caller caller, UUID id) {
    return database.asTenant(
        caller.tenant(),
        tx -> {
          Optional<SessionRecord> found = select(tx, caller, id);
          if (found.isPresent()) {
            noteUse(tx, caller, id);
          }
          return found;
        });
  }

  private static Optional<SessionRecord> select(Connection tx, Caller caller, UUID id)
      throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT revision, capabilities, client_info, subscriptions, log_level
              FROM mcp_sessions WHERE tenant_id = ? AND id = ? AND principal = ?
            """)) {
      identify(select, 1, caller, id);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(read(row, caller, id)) : Optional.empty();
      }
    }
  }

  private static SessionRecord read(ResultSet row, Caller caller, UUID id) throws SQLException {
    return new SessionRecord(
        id,
        caller,
        row.getString(1),
        new Client(Json.object(row.getString(2))),
        Json.object(row.getString(3)),
        texts(row.getArray(4)),
        Level.valueOf(row.getString(5).toUpperCase(Locale.ROOT)));
  }

  /** Written rarely: what it decides needs no minutes. */
  private static void noteUse(Connection tx, Caller caller, UUID id) throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            UPDATE mcp_sessions SET last_used_at = now()
              WHERE tenant_id = ? AND id = ? AND principal = ?
                AND last_used_at < now() - interval '10 minutes'
            """)) {
      identify(update, 1, caller, id);
      update.executeUpdate();
    }
  }

  /**
   * Adds a subscription; one that is there already stays.
   *
   * @return all of them now; empty if the session is gone or holds as many as it may
   */
  public Optional<List<String>> subscribe(Caller caller, UUID id, String uri) {
    return changeSubscriptions(
        """
        UPDATE mcp_sessions
           SET subscriptions = array_append(array_remove(subscriptions, given.uri), given.uri)
          FROM (SELECT ?::text AS uri) given
          WHERE tenant_id = ? AND id = ? AND principal = ?
            AND cardinality(array_remove(subscriptions, given.uri)) < 500
          RETURNING subscriptions
        """,
        caller,
        id,
        uri);
  }

  /**
   * Takes a subscription away, if it is there.
   *
   * @return those that are left; empty if the session is gone
   */
  public Optional<List<String>> unsubscribe(Caller caller, UUID id, String uri) {
    return changeSubscriptions(
        """
        UPDATE mcp_sessions SET subscriptions = array_remove(subscriptions, ?)
          WHERE tenant_id = ? AND id = ? AND principal = ?
          RETURNING subscriptions
        """,
        caller,
        id,
        uri);
  }

  private Optional<List<String>> changeSubscriptions(
      String sql, Caller caller, UUID id, String... uris) {
    return database.asTenant(
        caller.tenant(),
        tx -> {
          try (PreparedStatement update = tx.prepareStatement(sql)) {
            for (int i = 0; i < uris.length; i++) {
              update.setString(i + 1, uris[i]);
            }
            identify(update, uris.length + 1, caller, id);
            try (ResultSet row = update.executeQuery()) {
              return row.next() ? Optional.of(texts(row.getArray(1))) : Optional.empty();
            }
          }
        });
  }

  /**
   * Changes the level.
   *
   * @return whether there is such a session
   */
  public boolean level(Caller caller, UUID id, Level level) {
    return database.asTenant(
        caller.tenant(),
        tx -> {
          try (PreparedStatement update =
              tx.prepareStatement(
                  """
                  UPDATE mcp_sessions SET log_level = ?
                    WHERE tenant_id = ? AND id = ? AND principal = ?
                  """)) {
            update.setString(1, level.word());
            identify(update, 2, caller, id);
            return update.executeUpdate() == 1;
          }
        });
  }

  /**
   * Ends a session on all servers.
   *
   * @return whether there was one
   */
  public boolean remove(Caller caller, UUID id) {
    return database.asTenant(
        caller.tenant(),
        tx -> {
          try (PreparedStatement delete =
              tx.prepareStatement(
                  "DELETE FROM mcp_sessions WHERE tenant_id = ? AND id = ? AND principal = ?")) {
            identify(delete, 1, caller, id);
            return delete.executeUpdate() == 1;
          }
        });
  }

  /**
   * What those of some sessions follow that there still are. Counts as a use of them.
   *
   * @return the subscriptions of each by its id; a session that has ended is not there
   */
  public Map<UUID, List<String>> subscriptions(TenantId tenant, Collection<UUID> ids) {
    return database.asTenant(
        tenant,
        tx -> {
          Array asked = tx.createArrayOf("uuid", ids.toArray());
          noteUse(tx, tenant, asked);
          return subscriptions(tx, tenant, asked);
        });
  }

  private static void noteUse(Connection tx, TenantId tenant, Array ids) throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            UPDATE mcp_sessions SET last_used_at = now()
              WHERE tenant_id = ? AND id = ANY (?) AND last_used_at < now() - interval '10 minutes'
            """)) {
      update.setObject(1, tenant.value());
      update.setArray(2, ids);
      update.executeUpdate();
    }
  }

  private static Map<UUID, List<String>> subscriptions(Connection tx, TenantId tenant, Array ids)
      throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            "SELECT id, subscriptions FROM mcp_sessions WHERE tenant_id = ? AND id = ANY (?)")) {
      select.setObject(1, tenant.value());
      select.setArray(2, ids);
      Map<UUID, List<String>> found = new HashMap<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.put(rows.getObject(1, UUID.class), texts(rows.getArray(2)));
        }
      }
      return found;
    }
  }

  /**
   * Forgets sessions of all tenants that nobody used for a month, some at a time.
   *
   * @return how many
   */
  public int expire() {
    return database.asWorker(tx -> {
      try (PreparedStatement delete =
          tx.prepareStatement(
              """
              DELETE FROM mcp_sessions WHERE (tenant_id, id) IN (
                SELECT tenant_id, id FROM mcp_sessions
                  WHERE last_used_at < now() - make_interval(days => ?)
                  ORDER BY last_used_at LIMIT ?)
              """)) {
        delete.setInt(1, KEPT_DAYS);
        delete.setInt(2, EXPIRED_AT_ONCE);
        return delete.executeUpdate();
      }
    });
  }

  private static void identify(PreparedStatement statement, int from, Caller caller, UUID id)
      throws SQLException {
    statement.setObject(from, caller.tenant().value());
    statement.setObject(from + 1, id);
    statement.setString(from + 2, caller.principal());
  }

  private static List<String> texts(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }
}
