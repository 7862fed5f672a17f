package dev.axontask.server.mcp.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

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
}
