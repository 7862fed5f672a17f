package dev.axontask.adapter.shell;

import dev.axontask.adapter.Execution;
import dev.axontask.adapter.Input;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.Report;
import dev.axontask.adapter.Sink;
import dev.axontask.adapter.SinkClosedException;
import dev.axontask.adapter.StopReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Follows one execution by its files. Holds no process: closing it, or killing this process, leaves
 * the execution alone.
 */
final class ShellExecution implements Execution {
  private static final System.Logger LOG = System.getLogger(ShellExecution.class.getName());

  /** The programs that write a spool, or whose output is still to be written. */
  private static final Set<String> WRITING = Set.of("bwrap", "dd");

  private final AttemptFolder folder;
  private final Supervisor supervisor;
  private final Stdin stdin;
  private final Notices.Bell bell;
  private final long outputMax;
  private final Optional<Group> group;
  private final Spool out;
  private final Spool err;
  // Of the following thread alone.
  private boolean lingering;
  private boolean truncated;
  private final Silence silence;
  private boolean gone;
  private long released;
  private long looked;
  private volatile boolean closed;

  /**
   * Begins nothing yet.
   *
   * @param stallAfter after so long without output it is said that nothing comes
   * @param group where its processes are counted, if they are
   */
  ShellExecution(
      AttemptFolder folder,
      Notices.Bell bell,
      long outputMax,
      Duration stallAfter,
      Optional<Group> group,
      Position from) {
    this.folder = folder;
    this.supervisor = new Supervisor(folder);
    this.stdin = new Stdin(folder, supervisor);
    this.bell = bell;
    this.outputMax = outputMax;
    this.group = group;
    this.out = new Spool(folder, Report.Channel.STDOUT, from.out());
    this.err = new Spool(folder, Report.Channel.STDERR, from.err());
    this.lingering = from.lingering();
    this.truncated = from.truncated();
    this.silence = new Silence(folder, stallAfter, from.stalled());
    this.looked = System.nanoTime();
  }

  @Override
  public Outcome follow(Sink sink) throws SinkClosedException, InterruptedException {
    try {
      while (true) {
        if (closed || Thread.interrupted()) {
          throw new InterruptedException("no longer followed");
        }
        // Looked at first: what the spools hold after this is all that there is.
        boolean ended = ended();
        boolean reported = report(sink, ended);
        release(sink);
        if (ended && !reported) {
          return outcome();
        }
        if (!reported) {
          reportStall(sink);
          bell.await(Limits.LOOK);
        } else if (!ended) {
          coalesce();
        }
      }
    } catch (ClosedChannelException stopped) {
      // An interrupt or close() shuts the spools under the reader's hands. That ends the following
      // and
      // says nothing about the work, which goes on.
      throw new InterruptedException("no longer followed");
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING, "the records of " + folder.path() + " are unreadable", e);
      return new Outcome.Unknown("the execution's records cannot be read: " + e.getMessage());
    }
  }

  private Outcome outcome() throws IOException {
    if (gone) {
      return new Outcome.Unknown(
          "the execution's supervisor is gone and left no record of its end");
    }
    Outcome read = supervisor.outcome(truncated);
    return group.isPresent() ? OutOfMemory.judge(read, group.get().used().killed()) : read;
  }

  private boolean ended() throws IOException, InterruptedException {
    if (gone || supervisor.drained()) {
      return true;
    }
    if (System.nanoTime() - looked < Limits.LOOK.toNanos()) {
      return false;
    }
    looked = System.nanoTime();
    if (supervisor.lives()) {
      return false;
    }
    awaitStragglers();
    gone = !supervisor.drained();
    return true;
  }

  /**
   * Pumps outlive a killed supervisor for a moment, writing what was on its way. Seen idle twice,
   * as a pump's shell starts one dd after another. Its timers sleep on; the clean-up ends those.
   */
  private void awaitStragglers() throws IOException, InterruptedException {
    long end = System.nanoTime() + Limits.DYING.toNanos();
    int idle = 0;
    while (idle < 2 && System.nanoTime() - end < 0) {
      idle = Removal.workingIn(folder.path(), WRITING).isEmpty() ? idle + 1 : 0;
      Thread.sleep(Limits.COALESCE);
    }
  }

  private boolean report(Sink sink, boolean ended)
      throws IOException, SinkClosedException, InterruptedException {
    boolean some = false;
    for (Spool spool : List.of(out, err)) {
      long waiting = spool.waiting();
      if (waiting > 0 && !truncated) {
        byte[] bytes = spool.take(outputMax - out.offset() - err.offset(), ended);
        if (bytes.length > 0) {
          silence.broken();
          sink.emit(new Report.Output(spool.channel(), bytes), position().point());
          some = true;
        } else if (out.offset() + err.offset() >= outputMax) {
          truncate(sink);
          some = true;
        }
      }
    }
    var left = lingering ? Optional.<Integer>empty() : supervisor.lingering();
    if (left.isPresent()) {
      lingering = true;
      sink.emit(new Report.Lingering(left.get()), position().point());
      some = true;
    }
    return some;
  }

  private void truncate(Sink sink) throws IOException, SinkClosedException, InterruptedException {
    truncated = true;
    supervisor.tell("limit");
    String reason = "the limit of " + outputMax + " bytes of output is reached";
    sink.emit(new Report.Truncated(outputMax, reason), position().point());
  }

  /** A crash before this is durable has it said again by the next process, if it still holds. */
  private void reportStall(Sink sink)
      throws IOException, SinkClosedException, InterruptedException {
    Optional<Report.Stalled> stalled = silence.look();
    if (stalled.isPresent()) {
      sink.emit(stalled.get(), position().point());
    }
  }

  private Position position() {
    return new Position(out.offset(), err.offset(), lingering, truncated, silence.reported());
  }

  /** Tells the pumps how much is durable, so that they go on and give the disk back. */
  private void release(Sink sink) throws IOException {
    Position durable = Position.parse(sink.durable());
    if (durable.bytes() - released >= Limits.RELEASE_STEP) {
      released = durable.bytes();
      folder.replace("taken", durable.out() + " " + durable.err() + "\n");
    }
  }

  /** Lets small writes gather, unless there is enough already or the end has come. */
  private void coalesce() throws IOException, InterruptedException {
    long end = System.nanoTime() + Limits.COALESCE.toNanos();
    while (System.nanoTime() - end < 0
        && out.waiting() + err.waiting() < Report.MAX_OUTPUT_BYTES
        && !supervisor.drained()) {
      Thread.sleep(Limits.COALESCE.dividedBy(5));
    }
  }

  @Override
  public void stop(StopReason reason, Duration grace) {
    try {
      supervisor.stop(reason.name().toLowerCase(Locale.ROOT), grace);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "could not tell " + folder.path() + " to stop", e);
    }
  }

  @Override
  public void send(Input input) {
    try {
      stdin.send(input);
    } catch (IOException e) {
      throw new UncheckedIOException("could not hand over an input to " + folder.path(), e);
    }
  }

  @Override
  public long inputRead() {
    try {
      return stdin.read();
    } catch (IOException e) {
      throw new UncheckedIOException("could not read how much was fed to " + folder.path(), e);
    }
  }

  @Override
  public void close() {
    closed = true;
    bell.close();
    out.close();
    err.close();
  }
}
