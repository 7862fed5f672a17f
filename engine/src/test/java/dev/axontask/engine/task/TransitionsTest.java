package dev.axontask.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TransitionsTest {
  private static final TaskStatus SCHEDULED = new TaskStatus.Scheduled(Instant.EPOCH);
  private static final TaskStatus PENDING = new TaskStatus.Pending();
  private static final TaskStatus RUNNING = new TaskStatus.Running(1, Instant.EPOCH);
  private static final Command CANCEL = new Command.Cancel();
  private static final Command WORKER_LOST = new Command.WorkerLost(false);
  private static final Command DETACHED_FROM_WORKER = new Command.WorkerLost(true);
  private static final Command HOST_LOST = new Command.HostLost();
  private static final Command START_OVERDUE = new Command.StartOverdue();
  private static final Command DEADLINE_OVER = new Command.DeadlineOver();

  static Stream<Arguments> table() {
    Stream<Arguments> open =
        Stream.of(
            Arguments.of(SCHEDULED, CANCEL, Decision.CancelNow.class),
            Arguments.of(SCHEDULED, WORKER_LOST, Decision.Nothing.class),
            Arguments.of(SCHEDULED, HOST_LOST, Decision.Nothing.class),
            Arguments.of(PENDING, CANCEL, Decision.CancelNow.class),
            Arguments.of(PENDING, WORKER_LOST, Decision.Nothing.class),
            Arguments.of(PENDING, HOST_LOST, Decision.Nothing.class),
            Arguments.of(SCHEDULED, START_OVERDUE, Decision.TimeOutNow.class),
            Arguments.of(SCHEDULED, DEADLINE_OVER, Decision.TimeOutNow.class),
            Arguments.of(PENDING, START_OVERDUE, Decision.TimeOutNow.class),
            Arguments.of(PENDING, DEADLINE_OVER, Decision.TimeOutNow.class),
            Arguments.of(RUNNING, START_OVERDUE, Decision.Nothing.class),
            Arguments.of(RUNNING, DEADLINE_OVER, Decision.Nothing.class),
            Arguments.of(RUNNING, CANCEL, Decision.AskToStop.class),
            Arguments.of(RUNNING, WORKER_LOST, Decision.EndAsLost.class),
            Arguments.of(RUNNING, DETACHED_FROM_WORKER, Decision.WaitForHost.class),
            Arguments.of(RUNNING, HOST_LOST, Decision.EndAsLost.class));
    Stream<Arguments> ended =
        Stream.of(TaskState.values())
            .filter(TaskState::terminal)
            .flatMap(state ->
                Stream.of(
                        CANCEL,
                        WORKER_LOST,
                        DETACHED_FROM_WORKER,
                        HOST_LOST,
                        START_OVERDUE,
                        DEADLINE_OVER)
                    .map(command ->
                        Arguments.of(
                            new TaskStatus.Ended(state), command, Decision.Nothing.class)));
    return Stream.concat(open, ended);
  }

  @ParameterizedTest
  @MethodSource("table")
  void whatFollowsWhat(TaskStatus status, Command command, Class<? extends Decision> decision) {
    assertThat(Transitions.decide(status, command)).isInstanceOf(decision);
  }
}
