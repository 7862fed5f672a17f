package dev.axontask.server.mcp.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of server-sent events that carry messages; one line of JSON each. */
public final class SseFrames {
  public static final byte[] COMMENT = ": \n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HEAD = "event: message\ndata: ".getBytes(StandardCharsets.US_ASCII);

  private SseFrames() {}

  public static byte[] message(byte[] json) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(HEAD.length + json.length + 2);
    frame.writeBytes(HEAD);
    frame.writeBytes(json);
    frame.write('\n');
    frame.write('\n');
    return frame.toByteArray();
  }

  /** A message that a client can come back after. */
  public static byte[] event(String id, byte[] json) {
    byte[] head = ("id: " + id + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] message = message(json);
    byte[] frame = Arrays.copyOf(head, head.length + message.length);
    System.arraycopy(message, 0, frame, head.length, message.length);
    return frame;
  }

  /**
   * An event without data, for a client that is cut off before the first message (2025-11-25,
   * basic/transports).
   *
   * @param retryMillis how long the client waits before it comes back
   */
  public static byte[] priming(String id, int retryMillis) {
    return "id: %s\nretry: %d\ndata: \n\n"
        .formatted(id, retryMillis)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** A comment that tells how long a client waits before it comes back. */
  public static byte[] retry(int millis) {
    return ": \nretry: %d\n\n".formatted(millis).getBytes(StandardCharsets.US_ASCII);
  }
}
