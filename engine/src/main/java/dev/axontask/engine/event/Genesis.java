package dev.axontask.engine.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.chain.Chain;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a task's chain. A submit stores {@code createdAt} and {@code specHash} with the
 * task, and {@code (last_seq 0, last_hash = hash, last_ts = createdAt)} as its head.
 *
 * @param createdAt in whole microseconds, as PostgreSQL keeps it
 * @param specHash 32 bytes
 * @param hash {@code h_0}, 32 bytes
 */
public record Genesis(Instant createdAt, byte[] specHash, byte[] hash) {

  /**
   * Computes the beginning of a task.
   *
   * @param createdAt truncated to microseconds
   * @param name null and the empty string are the same
   * @param args the JSON text of the arguments, serialised once
   */
  public static Genesis of(
      TenantId tenant,
      TaskId task,
      Instant createdAt,
      String adapter,
      @Nullable String name,
      String args) {
    long micros = Micros.of(createdAt);
    byte[] specHash = Chain.specHash(adapter, name == null ? "" : name, args.getBytes(UTF_8));
    return new Genesis(
        createdAt.truncatedTo(ChronoUnit.MICROS),
        specHash,
        Chain.genesis(tenant.value(), task.value(), micros, specHash));
  }
}
