package dev.axontask.bridge.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code text/event-stream} (HTML standard, section 9.2.6): LF, CR and CRLF, a byte order
 * mark, comments, {@code data} over several lines, {@code id}, {@code retry}. An event that the end
 * of the stream cuts off is dropped, its id with it. For one thread.
 */
public final class SseReader {
  private final InputStream in;
  private final int limit;
  private final byte[] buffer = new byte[16 * 1024];
  private int position;
  private int filled;

  private boolean atStart = true;
  private boolean afterCarriageReturn;
  private @Nullable String lastId;

  private ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
  private byte @Nullable [] data;
  private boolean hasFields;
  private @Nullable String id;
  private @Nullable Duration retry;

  /**
   * Reads a stream from its beginning, or from where it was resumed.
   *
   * @param limit of the bytes of one event
   * @param lastId the id after which the stream resumes; null for a new stream
   */
  public SseReader(InputStream in, int limit, @Nullable String lastId) {
    this.in = in;
    this.limit = limit;
    this.lastId = lastId;
    this.id = lastId;
  }

  /**
   * The next event or comment; null at the end of the stream.
   *
   * @throws TooLarge when an event exceeds the limit
   */
  public @Nullable SseEvent next() throws IOException {
    while (readLine()) {
      byte[] bytes = takeLine();
      if (bytes.length > 0 && bytes[0] == ':') {
        return new SseEvent(new byte[0], lastId, null, true);
      }
      if (bytes.length > 0) {
        field(bytes);
      } else if (hasFields) {
        return dispatch();
      }
    }
    return null;
  }

  private SseEvent dispatch() {
    lastId = id;
    SseEvent event = new SseEvent(data == null ? new byte[0] : data, lastId, retry, false);
    data = null;
    hasFields = false;
    retry = null;
    return event;
  }

  private void field(byte[] bytes) throws IOException {
    int colon = 0;
    while (colon < bytes.length && bytes[colon] != ':') {
      colon++;
    }
    int value = Math.min(colon + 1, bytes.length);
    if (value < bytes.length && bytes[value] == ' ') {
      value++;
    }
    switch (text(bytes, 0, colon)) {
      case "data" -> data(bytes, value);
      case "id" -> id(text(bytes, value, bytes.length));
      case "retry" -> retry(text(bytes, value, bytes.length));
      default -> hasFields = true;
    }
  }

  private void data(byte[] bytes, int from) throws IOException {
    hasFields = true;
    byte[] before = data;
    byte[] more = Arrays.copyOfRange(bytes, from, bytes.length);
    if (before == null) {
      data = more;
      return;
    }
    if (before.length + more.length > limit) {
      throw new TooLarge("an event", limit);
    }
    byte[] joined = Arrays.copyOf(before, before.length + 1 + more.length);
    joined[before.length] = '\n';
    System.arraycopy(more, 0, joined, before.length + 1, more.length);
    data = joined;
  }

  private void id(String value) {
    hasFields = true;
    // NUL by the standard; the others could not go back in a Last-Event-ID header.
    if (value.chars().noneMatch(c -> c < 0x20 || c == 0x7f)) {
      id = value.isEmpty() ? null : value;
    }
  }

  private void retry(String value) {
    hasFields = true;
    if (value.matches("\\d{1,9}")) {
      retry = Duration.ofMillis(Long.parseLong(value));
    }
  }

  /** Reads one line without its end; false at the end of the stream. */
  private boolean readLine() throws IOException {
    line.reset();
    for (int c = read(); c >= 0; c = read()) {
      if (c == '\n' && afterCarriageReturn) {
        afterCarriageReturn = false;
        continue;
      }
      afterCarriageReturn = c == '\r';
      if (c == '\n' || c == '\r') {
        skipByteOrderMark();
        return true;
      }
      if (line.size() > limit + 64) {
        throw new TooLarge("an event", limit);
      }
      line.write(c);
    }
    return false;
  }

  private int read() throws IOException {
    if (position == filled) {
      position = 0;
      filled = Math.max(0, in.read(buffer, 0, buffer.length));
    }
    return position == filled ? -1 : buffer[position++] & 0xff;
  }

  /** Takes the line; the buffer of a large one is let go. */
  private byte[] takeLine() {
    byte[] bytes = line.toByteArray();
    if (bytes.length > buffer.length) {
      line = new ByteArrayOutputStream(1024);
    }
    return bytes;
  }

  private void skipByteOrderMark() {
    if (atStart) {
      atStart = false;
      byte[] bytes = line.toByteArray();
      if (bytes.length >= 3 && text(bytes, 0, 3).equals("\uFEFF")) {
        line.reset();
        line.write(bytes, 3, bytes.length - 3);
      }
    }
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
