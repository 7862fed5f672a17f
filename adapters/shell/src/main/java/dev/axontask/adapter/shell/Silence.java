package dev.axontask.adapter.shell;

import dev.axontask.adapter.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long a command has written nothing, and what it is seen to do meanwhile. Its processes are
 * looked at twice in each silence and never otherwise. Of the following thread alone.
 */
final class Silence {
  private final AttemptFolder folder;
  private final Duration after;

  /** On the monotonic clock: since when nothing came. */
  private long since;

  private boolean reported;
  private @Nullable Vitals first;

  /**
   * Begins where the last output was, also if another process reported that.
   *
   * @param reported whether this silence was reported before
   */
  Silence(AttemptFolder folder, Duration after, boolean reported) {
    this.folder = folder;
    this.after = after;
    this.reported = reported;
    this.since = System.nanoTime() - alreadySilent(folder).toNanos();
  }

  /** By the files' times; a clock that was set back makes it shorter, and never negative. */
  private static Duration alreadySilent(AttemptFolder folder) {
    long last = Math.max(written(folder, "out"), written(folder, "err"));
    return last == 0
        ? Duration.ZERO
        : Duration.ofMillis(Math.max(0, System.currentTimeMillis() - last));
  }

  /** 0 if nobody can tell. */
  private static long written(AttemptFolder folder, String name) {
    try {
      return Files.getLastModifiedTime(folder.file(name), LinkOption.NOFOLLOW_LINKS).toMillis();
    } catch (IOException notThere) {
      return 0;
    }
  }

  /** Something came. */
  void broken() {
    since = System.nanoTime();
    reported = false;
    first = null;
  }

  /** Whether this silence was reported. */
  boolean reported() {
    return reported;
  }

  /** The report, once, when it is time. */
  Optional<Report.Stalled> look() throws IOException {
    Duration silent = Duration.ofNanos(System.nanoTime() - since);
    if (reported || silent.compareTo(after.minus(Limits.STALL_LOOK)) < 0) {
      return Optional.empty();
    }
    if (first == null) {
      first = Vitals.of(folder);
      return Optional.empty();
    }
    Duration between = Duration.ofNanos(System.nanoTime() - first.nanos());
    if (silent.compareTo(after) < 0 || between.compareTo(Limits.STALL_LOOK) < 0) {
      return Optional.empty();
    }
    reported = true;
    return Optional.of(
        new Report.Stalled(Vitals.judge(first, Vitals.of(folder)), silent.toSeconds()));
  }
}
