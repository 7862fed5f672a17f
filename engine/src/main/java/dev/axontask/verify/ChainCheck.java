package dev.axontask.verify;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Goes through an export once, line by line, and says what it found. */
final class ChainCheck {
  private final Lines lines;
  private final @Nullable Receipt receipt;

  private long last;
  private long first;
  private long lastTs;
  private byte[] lastHash = new byte[0];
  private String lastKind = "";
  private boolean ended;
  private boolean cut;
  private long erased;
  private @Nullable SnapshotLine snapshot;

  private ChainCheck(InputStream events, @Nullable Receipt receipt) {
    this.lines = new Lines(events);
    this.receipt = receipt;
  }

  static Verdict of(InputStream events, @Nullable Receipt receipt) throws IOException {
    return new ChainCheck(events, receipt).run();
  }

  private Verdict run() throws IOException {
    Lines.Line line = lines.next();
    Map<String, @Nullable Object> fields = line == null ? null : object(line.text());
    if (fields == null || !Header.isOne(fields)) {
      return new Verdict.WrongUse("wrong use: the events are not in the form " + Header.FORMAT);
    }
    Header header;
    try {
      header = Header.of(fields);
    } catch (Malformed wrong) {
      return tampered(0, "the first line was changed: " + wrong.getMessage());
    }
    String difference = receipt == null ? null : difference(header, receipt);
    if (difference != null) {
      return tampered(0, difference);
    }
    lastHash = header.genesis();
    lastTs = header.createdMicros();
    line = lines.next();
    Map<String, @Nullable Object> second = line == null ? null : object(line.text());
    if (second != null && SnapshotLine.isOne(second)) {
      Verdict wrong = snapshot(header, second);
      if (wrong != null) {
        return wrong;
      }
      line = lines.next();
    }
    for (; line != null; line = lines.next()) {
      Verdict wrong = line(header, line);
      if (wrong != null) {
        return wrong;
      }
    }
    return atTheEnd();
  }

  private static @Nullable Map<String, @Nullable Object> object(@Nullable String text) {
    try {
      return text == null ? null : Json.object(text);
    } catch (Malformed notJson) {
      return null;
    }
  }

  private static @Nullable String difference(Header header, Receipt receipt) {
    if (!header.task().equals(receipt.task()) || !header.tenant().equals(receipt.tenant())) {
      return "the receipt is for task " + receipt.task() + ", the events are of " + header.task();
    }
    if (!Arrays.equals(header.specHash(), receipt.specHash())) {
      return "the adapter, the name or the arguments are not those in the receipt";
    }
    return Arrays.equals(header.genesis(), receipt.genesis())
        ? null
        : "the time of creation is not that in the receipt";
  }

  /** Takes a snapshot for the events that it stands for. */
  private @Nullable Verdict snapshot(Header header, Map<String, @Nullable Object> fields) {
    SnapshotLine found;
    try {
      found = SnapshotLine.of(fields);
    } catch (Malformed wrong) {
      return tampered(0, "the snapshot is not readable: " + wrong.getMessage());
    }
    String difference = found.difference(header, receipt);
    if (difference != null) {
      return tampered(0, difference);
    }
    snapshot = found;
    last = found.trimmedSeq();
    lastHash = found.trimmedHash();
    ended = found.trimmedWhole();
    return null;
  }

  private @Nullable Verdict line(Header header, Lines.Line line) {
    EventLine event;
    try {
      String text = line.text();
      if (text == null) {
        throw new Malformed("not UTF-8, or too long");
      }
      event = EventLine.of(Json.object(text));
    } catch (Malformed wrong) {
      if (!line.ended() && !ended) {
        cut = true;
        return null;
      }
      return tampered(last + 1, "event " + (last + 1) + " is not readable: " + wrong.getMessage());
    }
    if (last == 0 && event.seq() > 1) {
      last = event.seq() - 1;
      lastHash = event.hashPrev();
    }
    first = first == 0 ? event.seq() : first;
    String difference = difference(header, event);
    if (difference != null) {
      return tampered(last + 1, difference);
    }
    last = event.seq();
    lastTs = event.tsMicros();
    lastHash = event.hash();
    lastKind = event.kind();
    ended = event.terminal();
    erased += event.erased() ? 1 : 0;
    return null;
  }

  /** What is wrong with the next event; the first thing found. */
  private @Nullable String difference(Header header, EventLine event) {
    long expected = last + 1;
    if (event.seq() != expected) {
      return "event " + expected + " is missing: event " + event.seq() + " stands in its place";
    }
    if (!Arrays.equals(event.hashPrev(), lastHash)) {
      return "event " + expected + " does not follow from what stands before it";
    }
    if (!Arrays.equals(event.computedHash(header), event.hash())) {
      return "event " + expected + " was changed: its hash is another";
    }
    if (event.tsMicros() < lastTs) {
      return "event " + expected + " is earlier than the one before it";
    }
    if (ended) {
      return "event " + expected + " comes after the task's end";
    }
    if (snapshot != null && event.seq() == snapshot.seq() && !event.endsWith(snapshot.head())) {
      return "event " + expected + " is not the one that the snapshot ends with";
    }
    return receipt == null ? null : difference(event, receipt);
  }

  private static @Nullable String difference(EventLine event, Receipt receipt) {
    if (event.seq() > receipt.eventCount()) {
      return "event " + event.seq() + " is one more than the receipt counts";
    }
    if (event.seq() < receipt.eventCount()) {
      return null;
    }
    if (!Arrays.equals(event.hash(), receipt.head())) {
      return "event " + event.seq() + " is not the one that the receipt ends with";
    }
    return event.kind().equals(receipt.state())
        ? null
        : "event " + event.seq() + " says " + event.kind() + ", the receipt " + receipt.state();
  }

  private Verdict atTheEnd() {
    long count = first == 0 ? 0 : last - first + 1;
    String sound = count + " events are intact";
    if (cut && receipt != null && last >= receipt.eventCount()) {
      return tampered(last + 1, "something follows the last event");
    }
    if (receipt == null) {
      return new Verdict.Incomplete(
          "incomplete: "
              + sound
              + ", and without a receipt nobody vouches for them"
              + (ended ? "" : " or for what follows"));
    }
    if (last < receipt.eventCount()) {
      return new Verdict.Incomplete(
          "incomplete: "
              + sound
              + ", and events "
              + (last + 1)
              + " to "
              + receipt.eventCount()
              + " are missing at the end");
    }
    if (snapshot != null) {
      return new Verdict.Incomplete(
          "incomplete: "
              + sound
              + " up to the signed end, and events 1 to "
              + snapshot.trimmedSeq()
              + " were trimmed: their snapshot has the signed end and counts");
    }
    if (first > 1) {
      return new Verdict.Incomplete(
          "incomplete: "
              + sound
              + " up to the signed end, and events 1 to "
              + (first - 1)
              + " are missing at the start");
    }
    String without = erased == 0 ? "" : ", " + erased + " of them with their payload erased";
    return new Verdict.Valid(
        "valid: task "
            + receipt.task()
            + " "
            + lastKind
            + ", "
            + count
            + " events"
            + without
            + ", signed by "
            + receipt.issuer());
  }

  private static Verdict tampered(long seq, String what) {
    return new Verdict.Tampered(seq, "tampered at event " + seq + ": " + what);
  }
}
