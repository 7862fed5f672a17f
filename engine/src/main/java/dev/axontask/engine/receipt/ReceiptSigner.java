package dev.axontask.engine.receipt;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.event.EventJson;
import dev.axontask.engine.event.Micros;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes receipts, on demand, from what is stored. Two receipts of a task differ in {@code
 * issued_at} and perhaps in the key. Thread-safe.
 *
 * <p>Not guaranteed: whoever holds the signing key and the database can sign another history for
 * events that nobody else has seen.
 */
public final class ReceiptSigner {
  /** The form of the claims. */
  public static final String FORMAT = "axontask-receipt/1";

  private static final JsonMapper JSON = new JsonMapper();

  private final Database database;
  private final SigningKeys keys;
  private final String issuer;
  private final InstantSource clock;

  /**
   * Signs what the database says.
   *
   * @param issuer who signs, as a URL, for example {@code http://127.0.0.1:8080}
   */
  public ReceiptSigner(Database database, SigningKeys keys, String issuer, InstantSource clock) {
    this.database = database;
    this.keys = keys;
    this.issuer = issuer;
    this.clock = clock;
  }

  public ReceiptResult receipt(Caller caller, TaskId task) {
    Optional<Claims.Found> found =
        database.asTenant(caller.tenant(), tx -> Claims.read(tx, caller.tenant(), task));
    if (found.isEmpty()) {
      return new ReceiptResult.NotFound();
    }
    Claims.Found read = found.get();
    if (read.claims().isEmpty()) {
      return new ReceiptResult.NotFinished(read.state(), read.lastSeq());
    }
    Map<String, @Nullable Object> claims = new LinkedHashMap<>();
    claims.put("format", FORMAT);
    claims.put("issuer", issuer);
    claims.put("issued_at", EventJson.time(Micros.of(clock.instant())));
    claims.putAll(read.claims());
    return new ReceiptResult.Receipt(keys.sign(JSON.writeValueAsString(claims)), claims);
  }
}
