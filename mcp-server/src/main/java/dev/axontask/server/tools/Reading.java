package dev.axontask.server.tools;

import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.Snapshot;
import dev.axontask.engine.tail.Batch;
import dev.axontask.engine.tail.EventStream;
import dev.axontask.engine.task.TaskState;
import dev.axontask.server.catalog.Signals;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects events for one call: what is there, and while the task runs what comes, until a limit,
 * the end of the task, or the end of the wait. The whole result stays below 40,000 characters
 * unless more bytes are asked for ({@link Excerpt}). For one call and one thread.
 */
final class Reading {
  /** A progress notification at least so often while the call waits. */
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(8);

  /**
   * When the wait is over, what is there is still read, but no longer than this: a task may write
   * faster than a filter of kinds lets through, and hosts give up after 60 s.
   */
  private static final Duration CATCHING_UP = Duration.ofSeconds(5);

  /**
   * When to stop.
   *
   * @param kinds to keep; empty for all
   */
  record Bounds(Duration patience, int maxBytes, int maxEvents, Set<String> kinds) {
    static final int MAX_BYTES = 1_000_000;
    static final int MAX_EVENTS = 10_000;

    /** From arguments that were checked against {@link #fields}. */
    static Bounds of(Args args) {
      return new Bounds(
          Duration.ofSeconds(args.whole("wait_s", 10)),
          Math.toIntExact(args.whole("max_bytes", 24_000)),
          Math.toIntExact(args.whole("max_events", 500)),
          Set.copyOf(args.texts("kinds")));
    }

    static Fields fields() {
      return new Fields()
          .may(
              "wait_s",
              Types.about(
                  Types.usually(Types.whole(0, 50), 10L),
                  "How long to collect while the task runs; 0 = what is there now."))
          .may(
              "max_bytes",
              Types.about(
                  Types.usually(Types.whole(1, MAX_BYTES), 24_000L),
                  "Output to return at most. The whole result stays below 40,000 characters, or in"
                      + " proportion with more."))
          .may("max_events", Types.usually(Types.whole(1, MAX_EVENTS), 500L))
          .may(
              "kinds",
              Types.about(
                  Types.list(Types.text(1, 32), 20),
                  "Only these kinds, such as stdout, stderr, progress."));
    }
  }

  private final EventStream stream;
  private final Bounds bounds;
  private final Signals signals;
  private final Excerpt excerpt;
  private long bytes;
  private long nextSeq;
  private byte[] headHash;
  private boolean full;
  private boolean cutShort;
  private boolean done;
  private TaskState state = TaskState.PENDING;
  private @Nullable Object exitCode;

  /** Events up to this one are gone; 0 if none is that was asked for. */
  private long trimmedSeq;

  /**
   * Not yet begun.
   *
   * @param more characters that the result has beside what a reading gives
   */
  Reading(EventStream stream, Bounds bounds, Signals signals, int more) {
    this.stream = stream;
    this.bounds = bounds;
    this.signals = signals;
    this.excerpt = new Excerpt(bounds.maxBytes(), more);
    this.nextSeq = stream.cursor();
    this.headHash = stream.cursorHash();
  }

  /** Collects; closes nothing. */
  Reading run() throws InterruptedException {
    signals.onStop(stream::close);
    long end = System.nanoTime() + bounds.patience().toNanos();
    boolean over = false;
    while (!done && !full && !over && !cutShort && !signals.stopping()) {
      Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      Duration wait = left.compareTo(SIGN_OF_LIFE) < 0 ? left : SIGN_OF_LIFE;
      Batch batch =
          stream.next(
              bounds.maxEvents() - excerpt.size(),
              (int) Math.max(1, bounds.maxBytes() - bytes),
              wait);
      take(batch);
      over =
          batch.events().isEmpty() && batch.trimmed() == null && left.compareTo(SIGN_OF_LIFE) <= 0;
      cutShort = !batch.events().isEmpty() && System.nanoTime() - end > CATCHING_UP.toNanos();
      signals.progress((double) nextSeq, 0, state.word() + ", event " + nextSeq);
    }
    return this;
  }

  private void take(Batch batch) {
    state = batch.state();
    Snapshot trimmed = batch.trimmed();
    if (trimmed != null) {
      trimmedSeq = trimmed.trimmedSeq();
      nextSeq = trimmedSeq;
      headHash = trimmed.trimmedHash();
    }
    for (Event event : batch.events()) {
      boolean wanted = bounds.kinds().isEmpty() || bounds.kinds().contains(event.kind());
      if (wanted && !keep(event)) {
        full = true;
        return;
      }
      nextSeq = event.seq();
      headHash = event.hash();
    }
    done = batch.done();
    full = excerpt.size() >= bounds.maxEvents() || bytes >= bounds.maxBytes();
  }

  private boolean keep(Event event) {
    boolean first = excerpt.size() == 0;
    boolean room = first || bytes + event.payloadLength() <= bounds.maxBytes();
    if (!room || !excerpt.add(event)) {
      return false;
    }
    bytes += event.payloadLength();
    Object payload = excerpt.events().getLast().get("payload");
    if (payload instanceof Map<?, ?> facts && facts.get("exit_code") != null) {
      exitCode = facts.get("exit_code");
    }
    return true;
  }

  /** What {@link #output} describes. */
  Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    if (trimmedSeq > 0) {
      json.put("trimmed_seq", trimmedSeq);
    }
    json.put("events", excerpt.events());
    json.put("next_seq", nextSeq);
    json.put("head_hash", HexFormat.of().formatHex(headHash));
    json.put("has_more", (full || cutShort) && !done);
    json.put("done", done);
    json.put("state", state.word());
    return json;
  }

  /** Output as lines, then one line with state and cursor. */
  String text() {
    String exit = exitCode == null ? "" : ", exit code " + exitCode;
    String gone = trimmedSeq > 0 ? "events up to %d were trimmed; ".formatted(trimmedSeq) : "";
    String next = gone + (done ? "nothing follows" : "go on with since_seq " + nextSeq);
    return excerpt.endingWith(
        "[%s%s; next_seq %d; %s]".formatted(state.word(), exit, nextSeq, next));
  }

  static Fields output() {
    Fields event =
        new Fields()
            .must("seq", Types.whole(1))
            .must("ts", Types.time())
            .must("kind", Types.text())
            .must("payload", Types.objectOrNull())
            .may("erased", Types.about(Types.flag(), "The payload was destroyed on request."))
            .may(
                "cut_bytes",
                Types.about(Types.whole(1), "Bytes left out here; ask for more max_bytes."));
    return new Fields()
        .may(
            "trimmed_seq",
            Types.about(Types.whole(1), "Events up to this one are gone: their time was over."))
        .must("events", Types.list(event.object()))
        .must("next_seq", Types.about(Types.whole(0), "Pass it as the next since_seq."))
        .must("head_hash", Types.about(Types.text(), "The chain's hash at next_seq, in hex."))
        .must("has_more", Types.about(Types.flag(), "A limit was reached; more may be there."))
        .must("done", Types.about(Types.flag(), "The task has ended and all was delivered."))
        .must("state", Fields.state());
  }
}
