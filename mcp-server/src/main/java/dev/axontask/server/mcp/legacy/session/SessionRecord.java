package dev.axontask.server.mcp.legacy.session;

import dev.axontask.engine.Caller;
import dev.axontask.server.catalog.Client;
import dev.axontask.server.catalog.Signals.Level;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session as any server knows it.
 *
 * @param caller who opened it
 * @param revision that was agreed on, as a date
 * @param clientInfo the name and version that the client gave itself
 * @param subscriptions URIs of resources
 * @param level the least severe log message that the client wants
 */
public record SessionRecord(
    UUID id,
    Caller caller,
    String revision,
    Client client,
    Map<String, @Nullable Object> clientInfo,
    List<String> subscriptions,
    Level level) {

  public SessionRecord {
    subscriptions = List.copyOf(subscriptions);
  }

  /** The same with other subscriptions. */
  public SessionRecord subscribed(List<String> uris) {
    return new SessionRecord(id, caller, revision, client, clientInfo, uris, level);
  }

  /** The same with another level. */
  public SessionRecord at(Level other) {
    return new SessionRecord(id, caller, revision, client, clientInfo, subscriptions, other);
  }
}
