package dev.axontask.adapter.mock;

import dev.axontask.adapter.Report;
import dev.axontask.adapter.Report.Channel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of a script.
 *
 * @param step the members of the JSON object, valid against the schema
 */
record Step(Map<?, ?> step) {

  int repeat() {
    return step.get("repeat") instanceof Number times ? times.intValue() : 1;
  }

  /** What the step reports the i-th time, counted from 1. */
  List<Report> reports(int i) {
    List<Report> reports = new ArrayList<>();
    for (Channel channel : Channel.values()) {
      String name = channel == Channel.STDOUT ? "stdout" : "stderr";
      if (step.get(name) instanceof String text) {
        String numbered = text.replace("{i}", String.valueOf(i));
        pieces(channel, numbered.getBytes(StandardCharsets.UTF_8), true, reports);
      }
      if (step.get(name + "_base64") instanceof String base64) {
        pieces(channel, Base64.getDecoder().decode(base64), false, reports);
      }
    }
    if (step.containsKey("progress") || step.containsKey("message")) {
      Double fraction = step.get("progress") instanceof Number f ? f.doubleValue() : null;
      String message = step.get("message") instanceof String text ? text : null;
      reports.add(new Report.Progress(fraction, message, Map.of()));
    }
    return reports;
  }

  /** Cuts output into pieces; those of text end at the end of a character. */
  static void pieces(Channel channel, byte[] bytes, boolean text, List<Report> into) {
    for (int from = 0; from < bytes.length; ) {
      int to = Math.min(bytes.length, from + Report.MAX_OUTPUT_BYTES);
      while (text && to < bytes.length && (bytes[to] & 0xc0) == 0x80) {
        to--;
      }
      into.add(new Report.Output(channel, java.util.Arrays.copyOfRange(bytes, from, to)));
      from = to;
    }
  }

  long waitMillis() {
    return step.get("wait_ms") instanceof Number millis ? millis.longValue() : 0;
  }

  /** The question that is asked. */
  @Nullable Ask ask() {
    return step.get("ask") instanceof Map<?, ?> ask ? Ask.of(ask) : null;
  }

  /** The file that is waited for. */
  @Nullable Path waitFor() {
    return step.get("wait_for") instanceof String path ? Path.of(path) : null;
  }
}
