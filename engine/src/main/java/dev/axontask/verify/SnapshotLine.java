package dev.axontask.verify;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The line of an export whose beginning was trimmed: what stands for events 1 to {@code
 * trimmedSeq}.
 *
 * @param seq of the task's last event
 * @param head the hash of the task's last event
 * @param kinds the same as JSON, to be held against the receipt's
 * @param trimmedHash the hash of event {@code trimmedSeq}
 */
record SnapshotLine(
    long seq,
    byte[] head,
    SortedMap<String, Count> counts,
    @Nullable Object kinds,
    byte[] digest,
    long trimmedSeq,
    byte[] trimmedHash) {
  private static final String FORMAT = "axontask-snapshot/1";
  private static final long MAX_NUMBER = (1L << 53) - 1;
  private static final Pattern KIND = Pattern.compile("[a-z_]{1,64}");

  /** What there was of a kind. */
  record Count(long events, long bytes) {}

  static boolean isOne(@Nullable Map<String, @Nullable Object> line) {
    return line != null && line.containsKey("snapshot");
  }

  static SnapshotLine of(Map<String, @Nullable Object> line) throws Malformed {
    Fields fields = new Fields(line);
    fields.exactly(
        Set.of("snapshot", "seq", "hash", "kinds", "digest", "trimmed_seq", "trimmed_hash"));
    if (!fields.text("snapshot").equals(FORMAT)) {
      throw new Malformed("snapshot is not " + FORMAT);
    }
    long seq = fields.sequence("seq");
    return new SnapshotLine(
        seq,
        fields.hex("hash", 32),
        counts(line.get("kinds")),
        line.get("kinds"),
        fields.hex("digest", 32),
        fields.number("trimmed_seq", 1, seq),
        fields.hex("trimmed_hash", 32));
  }

  private static SortedMap<String, Count> counts(@Nullable Object kinds) throws Malformed {
    if (!(kinds instanceof Map<?, ?> named)) {
      throw new Malformed("kinds is not an object");
    }
    SortedMap<String, Count> counts = new TreeMap<>();
    for (Map.Entry<?, ?> each : named.entrySet()) {
      String kind = String.valueOf(each.getKey());
      if (!KIND.matcher(kind).matches() || !(each.getValue() instanceof Map<?, ?> count)) {
        throw new Malformed("kinds is not an object of counts");
      }
      Map<String, @Nullable Object> values = new TreeMap<>();
      count.forEach((name, value) -> values.put(String.valueOf(name), value));
      Fields fields = new Fields(values);
      fields.exactly(Set.of("events", "bytes"));
      counts.put(
          kind,
          new Count(fields.number("events", 1, MAX_NUMBER), fields.number("bytes", 0, MAX_NUMBER)));
    }
    return counts;
  }

  boolean trimmedWhole() {
    return trimmedSeq == seq;
  }

  /** What is wrong with it; the first thing found. */
  @Nullable String difference(Header header, @Nullable Receipt receipt) {
    if (!Arrays.equals(computedDigest(header), digest)) {
      return "the snapshot was changed: its digest is another";
    }
    if (counts.values().stream().mapToLong(Count::events).sum() != seq) {
      return "the snapshot does not count as many events as it stands for";
    }
    if (trimmedWhole() && !Arrays.equals(trimmedHash, head)) {
      return "the snapshot's last trimmed event is not the one that it ends with";
    }
    return receipt == null ? null : difference(receipt);
  }

  private @Nullable String difference(Receipt receipt) {
    if (seq != receipt.eventCount()) {
      return "the snapshot is of " + seq + " events, the receipt counts " + receipt.eventCount();
    }
    if (!Arrays.equals(head, receipt.head())) {
      return "the snapshot does not end with the event that the receipt ends with";
    }
    return receipt.kinds() == null || receipt.kinds().equals(kinds)
        ? null
        : "the snapshot counts other kinds of events than the receipt";
  }

  /** The digest that these fields have. */
  private byte[] computedDigest(Header header) {
    Sha sha =
        Sha.of("axontask.dev/snapshot/v1")
            .id(header.tenant())
            .id(header.task())
            .i64(seq)
            .raw(head)
            .u32(counts.size());
    counts.forEach((kind, count) -> sha.prefixed(kind).i64(count.events()).i64(count.bytes()));
    return sha.hash();
  }
}
