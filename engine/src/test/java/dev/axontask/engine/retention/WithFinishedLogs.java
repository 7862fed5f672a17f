package dev.axontask.engine.retention;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.TaskLog;
import dev.axontask.engine.log.LogBench;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test over logs on a database of its own, most of them finished. */
abstract class WithFinishedLogs {
  @TempDir Path folder;

  final LogBench bench = new LogBench();

  @SuppressWarnings("NullAway.Init")
  FinishedLogs logs;

  @BeforeEach
  final void keys() {
    logs = FinishedLogs.in(bench, folder);
  }

  @AfterEach
  final void close() {
    bench.close();
  }

  /** A task that goes on and has written this. */
  final TaskId running(String output) throws Exception {
    TaskId task = bench.submitted();
    TaskLog log = bench.claimed(task);
    log.append(LogBench.out(output));
    log.flush();
    return task;
  }
}
