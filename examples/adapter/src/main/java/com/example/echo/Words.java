package com.example.echo;

import dev.axontask.adapter.Report;
import dev.axontask.adapter.Report.Channel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * What a task's arguments ask for.
 *
 * @param pieces what is said each time; none is longer than a report may be, and none ends within a
 *     character
 */
record Words(List<Report.Output> pieces, int times, Then then, int exitCode) {
  enum Then {
    END,
    WAIT,
    WAIT_STUBBORNLY
  }

  /**
   * Reads arguments that are valid against the schema.
   *
   * @throws IllegalArgumentException if the text is not base64 and should be
   */
  static Words of(Map<String, Object> args) {
    String text = (String) args.get("text");
    byte[] bytes =
        "base64".equals(args.get("encoding"))
            ? Base64.getDecoder().decode(text)
            : text.getBytes(StandardCharsets.UTF_8);
    Channel channel = "stderr".equals(args.get("channel")) ? Channel.STDERR : Channel.STDOUT;
    return new Words(
        pieces(channel, bytes),
        number(args, "times", 1),
        Then.valueOf(String.valueOf(args.getOrDefault("then", "end")).toUpperCase()),
        number(args, "exit_code", 0));
  }

  private static int number(Map<String, Object> args, String name, int otherwise) {
    return args.get(name) instanceof Number given ? given.intValue() : otherwise;
  }

  private static List<Report.Output> pieces(Channel channel, byte[] bytes) {
    List<Report.Output> pieces = new ArrayList<>();
    for (int from = 0; from < bytes.length; ) {
      int to = end(bytes, from);
      pieces.add(new Report.Output(channel, Arrays.copyOfRange(bytes, from, to)));
      from = to;
    }
    return pieces;
  }

  /** Goes back by the at most 3 bytes that continue a character of UTF-8 (RFC 3629). */
  private static int end(byte[] bytes, int from) {
    int to = Math.min(from + Report.MAX_OUTPUT_BYTES, bytes.length);
    for (int back = to; back > to - 4 && to < bytes.length; back--) {
      if ((bytes[back] & 0xC0) != 0x80) {
        return back;
      }
    }
    return to;
  }
}
