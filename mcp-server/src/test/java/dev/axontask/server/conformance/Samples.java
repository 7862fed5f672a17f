package dev.axontask.server.conformance;

import dev.axontask.server.catalog.Content;
import dev.axontask.server.catalog.ToolResult;
import java.util.Base64;

/** The smallest picture and sound, and words. */
final class Samples {
  /** One red pixel. */
  static final byte[] PNG =
      bytes(
          "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5E"
              + "rkJggg==");

  /** One sample of silence. */
  static final byte[] WAV = bytes("UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=");

  private Samples() {}

  private static byte[] bytes(String base64) {
    return Base64.getDecoder().decode(base64);
  }

  static Content.Image image() {
    return new Content.Image(PNG, "image/png");
  }

  static ToolResult text(String text) {
    return ToolResult.of(new Content.Text(text));
  }
}
