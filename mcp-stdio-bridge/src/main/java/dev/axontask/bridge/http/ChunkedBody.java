package dev.axontask.bridge.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;

/** A body in chunks (RFC 9112, section 7.1); extensions and trailers are read over. */
final class ChunkedBody extends InputStream {
  private final InputStream in;

  /** Of the current chunk; -1 after the last chunk. */
  private long left;

  private boolean first = true;

  ChunkedBody(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (left == 0) {
      nextChunk();
    }
    if (left < 0) {
      return -1;
    }
    int n = in.read(buffer, offset, (int) Math.min(length, left));
    if (n < 0) {
      throw new EOFException("the connection was closed before the answer was complete");
    }
    left -= n;
    return n;
  }

  private void nextChunk() throws IOException {
    if (!first && !HttpResponse.line(in).isEmpty()) {
      throw new ProtocolException("the server's answer has a malformed chunk");
    }
    first = false;
    left = size(HttpResponse.line(in));
    if (left == 0) {
      String trailer;
      do {
        trailer = HttpResponse.line(in);
      } while (!trailer.isEmpty());
      left = -1;
    }
  }

  private static long size(String line) throws IOException {
    int end = line.indexOf(';');
    String digits = (end < 0 ? line : line.substring(0, end)).strip();
    if (!digits.matches("[0-9a-fA-F]{1,15}")) {
      throw new ProtocolException("the server's answer has a malformed chunk");
    }
    return Long.parseLong(digits, 16);
  }
}
