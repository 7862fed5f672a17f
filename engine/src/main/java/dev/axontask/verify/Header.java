package dev.axontask.verify;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The first line of an export: what was asked for. */
record Header(
    UUID tenant,
    UUID task,
    long createdMicros,
    String adapter,
    @Nullable String name,
    String args) {
  static final String FORMAT = "axontask-events/1";

  static boolean isOne(Map<String, @Nullable Object> line) {
    return FORMAT.equals(line.get("format"));
  }

  static Header of(Map<String, @Nullable Object> line) throws Malformed {
    Fields fields = new Fields(line);
    fields.exactly(Set.of("format", "tenant", "task", "created_us", "adapter", "name", "args"));
    return new Header(
        fields.id("tenant"),
        fields.id("task"),
        fields.time("created_us"),
        fields.text("adapter"),
        fields.textOrNull("name"),
        fields.text("args"));
  }

  byte[] specHash() {
    return Sha.of("axontask.dev/spec/v1")
        .prefixed(adapter)
        .prefixed(name == null ? "" : name)
        .prefixed(args)
        .hash();
  }

  byte[] genesis() {
    return Sha.of("axontask.dev/genesis/v1")
        .id(tenant)
        .id(task)
        .i64(createdMicros)
        .raw(specHash())
        .hash();
  }
}
