package dev.axontask.chaos.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A task's log, made as the format says. For one thread. */
final class SoundLog {
  static final UUID TENANT = new UUID(1, 2);
  static final long CREATED = 1_763_683_200_000_000L;
  private static final byte[] ARGS = "{}".getBytes(UTF_8);
  private static final byte[] SALT = new byte[16];

  final UUID task = new UUID(3, 4);
  final List<EventRow> events = new ArrayList<>();
  private final byte[] spec = ChainFormat.spec("mock", "key", ARGS);
  private byte[] head = ChainFormat.genesis(TENANT, task, CREATED, spec);

  SoundLog with(int attempt, String kind, String payload) {
    return with(events.size() + 1L, attempt, kind, payload);
  }

  /** With whatever number. */
  SoundLog with(long seq, int attempt, String kind, String payload) {
    byte[] bytes = payload.getBytes(UTF_8);
    byte[] commitment = ChainFormat.commitment(SALT, bytes);
    EventRow open = row(seq, attempt, kind, bytes, commitment, new byte[32]);
    byte[] hash = ChainFormat.link(TENANT, open, head);
    events.add(row(seq, attempt, kind, bytes, commitment, hash));
    head = hash;
    return this;
  }

  private EventRow row(
      long seq, int attempt, String kind, byte[] payload, byte[] commitment, byte[] hash) {
    return new EventRow(
        task,
        seq,
        attempt,
        CREATED + seq,
        kind,
        payload,
        payload.length,
        SALT,
        commitment,
        head,
        hash);
  }

  TaskRow row(String state, int attempts) {
    return new TaskRow(
        task,
        TENANT,
        "key",
        "mock",
        ARGS,
        spec,
        CREATED,
        state,
        attempts,
        false,
        1,
        events.isEmpty() ? 0 : events.getLast().seq(),
        head,
        attempts,
        EventRow.isLast(state),
        false);
  }

  /** The log as others are compared with it. */
  FinalLog log(String state, int attempts) {
    FinalLog log = new FinalLog(row(state, attempts));
    events.forEach(log::add);
    return log;
  }

  static SoundLog ofOneAttempt() {
    return new SoundLog()
        .with(1, "started", "{\"attempt\":1}")
        .with(1, "stdout", "one\n")
        .with(1, "stdout", "two\n")
        .with(1, "succeeded", "{\"exit_code\":0}");
  }
}
