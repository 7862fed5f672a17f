package dev.axontask.engine;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Names a task: a UUIDv7, so that ids sort by creation. Written in lower case with hyphens. */
public record TaskId(UUID value) implements Comparable<TaskId> {
  private static final Pattern FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /** Reads an id; empty if the text is not a UUID in its usual form. */
  public static Optional<TaskId> parse(String text) {
    return FORM.matcher(text).matches()
        ? Optional.of(new TaskId(UUID.fromString(text)))
        : Optional.empty();
  }

  /** In the order of PostgreSQL's {@code uuid}: by unsigned bytes. */
  @Override
  public int compareTo(TaskId other) {
    int high =
        Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(
            value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
