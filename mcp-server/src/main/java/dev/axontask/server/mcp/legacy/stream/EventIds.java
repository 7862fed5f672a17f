package dev.axontask.server.mcp.legacy.stream;

import dev.axontask.server.http.Json;
import dev.axontask.server.mcp.wire.Seal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Ids of events. Each holds, sealed, all that any server of the fleet has to know to answer a
 * client that comes back with it, even when the stream is nowhere any more.
 */
public final class EventIds {
  /** As an answer's id comes back in a header, of which a request may have 8 KB in all. */
  public static final int LONGEST_REQUEST_ID = 1_024;

  private static final String PURPOSE = "mcp event id";
  private static final int FIXED = 5 * Long.BYTES;

  private final Seal seal;

  /**
   * What an id stands for.
   *
   * @param position of the last event that was received; 0 if only the beginning was
   * @param requestId that the stream answers, a String or a Long; null if it answers none
   */
  public record Place(UUID session, UUID stream, long position, @Nullable Object requestId) {}

  public EventIds(Seal seal) {
    this.seal = seal;
  }

  String id(EventLog log, long position) {
    Object requestId = log.requestId();
    byte[] request =
        requestId == null ? new byte[0] : Json.text(requestId).getBytes(StandardCharsets.UTF_8);
    ByteBuffer plain = ByteBuffer.allocate(FIXED + request.length);
    put(plain, log.session());
    put(plain, log.id());
    plain.putLong(position).put(request);
    return seal.seal(PURPOSE, plain.array());
  }

  /** What an id stands for; empty if this fleet never gave it. */
  public Optional<Place> place(String id) {
    return seal.open(PURPOSE, id).map(EventIds::read);
  }

  private static Place read(byte[] plain) {
    ByteBuffer buffer = ByteBuffer.wrap(plain);
    UUID session = uuid(buffer);
    UUID stream = uuid(buffer);
    long position = buffer.getLong();
    byte[] request = new byte[buffer.remaining()];
    buffer.get(request);
    return new Place(session, stream, position, request.length == 0 ? null : requestId(request));
  }

  private static Object requestId(byte[] json) {
    JsonNode node = Json.tree(json);
    return node.isString() ? node.stringValue() : (Object) node.longValue();
  }

  private static void put(ByteBuffer buffer, UUID id) {
    buffer.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
  }

  private static UUID uuid(ByteBuffer buffer) {
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
