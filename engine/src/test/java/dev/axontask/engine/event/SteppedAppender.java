package dev.axontask.engine.event;

import dev.axontask.adapter.SinkClosedException;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The appender of one simulated process: the real {@link TaskLog}, {@link Lane}, {@link Part} and
 * {@link GroupCommit} over a {@link ModelLog}, driven step by step in place of the lane's thread.
 */
public final class SteppedAppender {
  private static final MeterRegistry NO_METERS = new CompositeMeterRegistry();

  /** The way to the store, on which transactions and their answers are lost. */
  public interface Line {
    <T> T transact(Callable<T> transaction) throws SQLException;
  }

  private final Budget budget = new Budget(Long.MAX_VALUE);
  private final InstantSource clock;
  private final Lane lane;
  private @Nullable GroupCommit group;

  public SteppedAppender(
      ModelLog store,
      Line line,
      InstantSource clock,
      SecureRandom random,
      BiConsumer<TaskId, List<Event>> publish) {
    this.clock = clock;
    GroupCommit.Means means =
        new GroupCommit.Means(
            parts -> line.transact(() -> store.write(parts)),
            new Salts(random),
            new AppendMeters(NO_METERS, budget),
            part -> publish.accept(part.log().task(), part.events()));
    this.lane = new Lane(means, new Progress(NoDatabase.INSTANCE));
  }

  /** Opens the log of a task for the holder of the head's token. */
  public Log open(TenantId tenant, TaskId task, Head head) {
    return new Log(new TaskLog(tenant, task, head, lane, budget, clock));
  }

  /** Whether a step has something to do. */
  public boolean busy() {
    return group != null || !lane.idle();
  }

  /**
   * Gathers a group if there is none, and writes it once.
   *
   * @return how long to wait before the next step
   */
  public Duration step() throws InterruptedException {
    GroupCommit current = group == null ? lane.nextGroup() : group;
    group = current;
    Duration pause = current.done() ? Duration.ZERO : current.step();
    if (current.done()) {
      group = null;
    }
    return pause;
  }

  /** A task's log, whose waits are questions. */
  public static final class Log {
    private final TaskLog log;

    private Log(TaskLog log) {
      this.log = log;
    }

    /** Accepts an event, and gives its number among those accepted. */
    public long append(EventDraft draft) throws SinkClosedException, InterruptedException {
      return log.accept(draft, null);
    }

    /** Accepts the terminal event. */
    public long finish(EventDraft draft, Ending ending)
        throws SinkClosedException, InterruptedException {
      return log.accept(draft, ending);
    }

    /** Whether what was accepted under this number is acknowledged as durable. */
    public boolean settled(long number) {
      return log.isSettled(number);
    }

    public boolean closed() {
      return log.isClosed();
    }

    public Head durable() {
      return log.durable();
    }

    public void close() {
      log.close();
    }
  }
}
