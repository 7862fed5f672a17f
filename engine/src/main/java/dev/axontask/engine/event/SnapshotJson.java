package dev.axontask.engine.event;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** A snapshot in an export and for readers (docs/event-chain-format.md). */
public final class SnapshotJson {
  private static final String FORMAT = "axontask-snapshot/1";
  private static final JsonMapper JSON = new JsonMapper();
  private static final HexFormat HEX = HexFormat.of();

  private SnapshotJson() {}

  /** The object as JDK types. */
  public static Map<String, Object> map(Snapshot snapshot) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("snapshot", FORMAT);
    json.put("seq", snapshot.seq());
    json.put("hash", HEX.formatHex(snapshot.headHash()));
    json.put("kinds", Snapshots.json(snapshot.kinds()));
    json.put("digest", HEX.formatHex(snapshot.digest()));
    json.put("trimmed_seq", snapshot.trimmedSeq());
    json.put("trimmed_hash", HEX.formatHex(snapshot.trimmedHash()));
    return json;
  }

  /** One line of an export. */
  static void write(JsonGenerator to, Snapshot snapshot) {
    to.writeRaw(JSON.writeValueAsString(map(snapshot)));
    to.writeRaw('\n');
  }
}
