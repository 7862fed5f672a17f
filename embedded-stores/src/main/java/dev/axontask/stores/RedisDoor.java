package dev.axontask.stores;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The way in: a few questions in RESP2
 * (https://redis.io/docs/latest/develop/reference/protocol-spec/), on a connection each.
 */
final class RedisDoor {
  private static final int TIMEOUT_MILLIS = 5_000;
  private static final int MAX_REPLY = 1 << 20;

  private final Password password;
  private final Path data;

  RedisDoor(Password password, Path data) {
    this.password = password;
    this.data = data;
  }

  /** Who answers on a port. */
  enum Answer {
    /** A server that takes our password and works in our folder. */
    OURS,
    /** Ours, or another, that reads its file still. */
    NOT_YET,
    /** Nobody listens. */
    NOBODY,
    /** Something else. */
    STRANGER
  }

  Answer knock(int port) {
    try {
      List<String> reply = ask(port, "CONFIG", "GET", "dir");
      if (reply.size() == 2 && data.equals(Path.of(reply.getLast()))) {
        return ping(port);
      }
      return Answer.STRANGER;
    } catch (ConnectException e) {
      return Answer.NOBODY;
    } catch (IOException e) {
      return loading(e);
    }
  }

  /** A Redis that reads its file answers questions about its settings, but none about data. */
  private Answer ping(int port) throws IOException {
    ask(port, "EXISTS", "axontask");
    return Answer.OURS;
  }

  private static Answer loading(IOException e) {
    return String.valueOf(e.getMessage()).startsWith("LOADING") ? Answer.NOT_YET : Answer.STRANGER;
  }

  /**
   * Asks one thing.
   *
   * @throws IOException if Redis refuses: the message is its error
   */
  List<String> ask(int port, String... words) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), TIMEOUT_MILLIS);
      OutputStream out = socket.getOutputStream();
      InputStream in = new BufferedInputStream(socket.getInputStream());
      out.write(request("AUTH", password.secret()));
      out.write(request(words));
      out.flush();
      var _ = reply(in);
      return reply(in);
    }
  }

  private static byte[] request(String... words) {
    StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      text.append('$').append(word.getBytes(UTF_8).length).append("\r\n");
      text.append(word).append("\r\n");
    }
    return text.toString().getBytes(UTF_8);
  }

  private static List<String> reply(InputStream in) throws IOException {
    String line = line(in);
    String rest = line.isEmpty() ? "" : line.substring(1);
    return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
      case '+', ':' -> List.of(rest);
      case '-' -> throw new IOException(rest);
      case '$' -> List.of(bulk(in, rest));
      case '*' -> array(in, rest);
      default -> throw new IOException("not Redis: " + line);
    };
  }

  private static List<String> array(InputStream in, String count) throws IOException {
    List<String> items = new ArrayList<>();
    for (int i = length(count); i > 0; i--) {
      items.addAll(reply(in));
    }
    return items;
  }

  private static String bulk(InputStream in, String size) throws IOException {
    String text = new String(in.readNBytes(length(size)), UTF_8);
    line(in);
    return text;
  }

  private static int length(String text) throws IOException {
    if (!text.matches("[0-9]{1,7}") || Integer.parseInt(text) > MAX_REPLY) {
      throw new IOException("not Redis: length " + text);
    }
    return Integer.parseInt(text);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0 || line.length() > 1_000) {
        throw new IOException("not Redis: no end of line");
      }
      line.append((char) b);
    }
    return line.toString().stripTrailing();
  }
}
