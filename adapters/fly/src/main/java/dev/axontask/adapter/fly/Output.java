package dev.axontask.adapter.fly;

import dev.axontask.adapter.Report;
import dev.axontask.adapter.Report.Channel;
import dev.axontask.adapter.ResumePoint;
import dev.axontask.adapter.Sink;
import dev.axontask.adapter.SinkClosedException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns pages of a log into reports: what the work wrote into output, what the platform said into
 * progress. Of the thread that follows alone.
 */
final class Output {
  /** A few words for a person; the platform's lines are longer at times. */
  private static final int MAX_MESSAGE = 500;

  private final Sink sink;
  private final long max;
  private Position at;

  Output(Sink sink, long max, Position at) {
    this.sink = sink;
    this.max = max;
    this.at = at;
  }

  Position at() {
    return at;
  }

  /**
   * Reports what is new on a page.
   *
   * @return whether anything was
   */
  boolean take(LogPage page) throws SinkClosedException, InterruptedException {
    at = at.on(page);
    List<LogPage.Entry> all = page.entries();
    int from = at.entries();
    Piece piece = new Piece();
    for (int i = from; i < all.size() && !ended(); i++) {
      if (all.get(i).ofWork()) {
        piece.add(all.get(i));
      } else {
        piece.flush();
        at = at.after(all.get(i));
        say(all.get(i).message(), Map.of("source", all.get(i).provider()));
      }
    }
    piece.flush();
    if (!ended() && !all.isEmpty()) {
      at = at.turned(page.next());
    }
    return all.size() > from;
  }

  /** Output that is gathered into reports as large as they may be. */
  private final class Piece {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    void add(LogPage.Entry entry) throws SinkClosedException, InterruptedException {
      byte[] line = entry.line();
      for (int from = Math.min(at.offset(), line.length); from < line.length && !ended(); ) {
        int to = end(line, from, Report.MAX_OUTPUT_BYTES - bytes.size());
        if (to == from) {
          flush();
          continue;
        }
        bytes.write(line, from, to - from);
        at = to < line.length ? at.within(to) : at.after(entry);
        from = to;
      }
    }

    void flush() throws SinkClosedException, InterruptedException {
      if (bytes.size() == 0 || ended()) {
        return;
      }
      byte[] whole = bytes.toByteArray();
      bytes.reset();
      long room = max - at.bytes();
      byte[] kept = whole.length <= room ? whole : Arrays.copyOf(whole, end(whole, 0, (int) room));
      if (kept.length > 0) {
        at = at.plusBytes(kept.length);
        sink.emit(new Report.Output(Channel.STDOUT, kept), at.point());
      }
      if (kept.length < whole.length) {
        cut(Position.Cut.FULL);
      }
    }
  }

  /** The end of a part of at most so many bytes that ends with a character. */
  private static int end(byte[] text, int from, int most) {
    int to = Math.min(text.length, from + most);
    while (to > from && to < text.length && (text[to] & 0xc0) == 0x80) {
      to--;
    }
    return to;
  }

  /** Whether nothing more of the log is reported. */
  boolean ended() {
    return at.cut() != Position.Cut.NO;
  }

  /** Says that output ends here although the work wrote more, or may have. Once. */
  void cut(Position.Cut why) throws SinkClosedException, InterruptedException {
    if (!ended()) {
      at = at.ended(why);
      String reason = why == Position.Cut.FULL ? "output_max" : "log_unreadable";
      sink.emit(new Report.Truncated(at.bytes(), reason), at.point());
    }
  }

  /** Says that the machine runs. Once. */
  void booted(Machine machine) throws SinkClosedException, InterruptedException {
    if (!at.booted()) {
      at = at.running();
      Map<String, @Nullable Object> facts = new LinkedHashMap<>();
      facts.put("machine", machine.id());
      facts.put("region", machine.region());
      facts.put("image_digest", machine.digest());
      say("machine " + machine.id() + " started in " + machine.region(), facts);
    }
  }

  private void say(String message, Map<String, @Nullable Object> facts)
      throws SinkClosedException, InterruptedException {
    String shown = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message;
    ResumePoint next = at.point();
    sink.emit(new Report.Progress(null, shown, facts), next);
  }
}
