package dev.axontask.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.task.TaskState;
import dev.axontask.engine.testing.RunningEngine;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process is killed with SIGKILL in the middle of its work. */
class KilledProcessIT {
  private static final int TASKS = 200;

  @Test
  void nothingThatWasAcceptedIsForgottenAndTheNextProcessGoesOnAtOnce(@TempDir Path folder)
      throws Exception {
    try (TestDatabase database = SharedStores.freshDatabase()) {
      List<TaskId> accepted = killedAfter(TASKS, database, folder);
      try (RunningEngine next =
          RunningEngine.start(
              database,
              SharedStores.redisUri(),
              folder,
              List.of(new dev.axontask.adapter.mock.MockAdapter()),
              WorkerSettings.standard("next"))) {
        for (TaskId task : accepted) {
          List<Event> events = next.eventsToTheEnd(task);
          TaskState state = next.task(task).state();

          assertThat(state).isIn(TaskState.SUCCEEDED, TaskState.LOST);
          assertThat(events.stream().mapToLong(Event::seq))
              .containsExactlyElementsOf(LongStream.rangeClosed(1, events.size()).boxed().toList());
          assertThat(events.getLast().kind()).isEqualTo(state.word());
          for (int i = 1; i < events.size(); i++) {
            assertThat(events.get(i).hashPrev()).isEqualTo(events.get(i - 1).hash());
          }
        }
      }
    }
  }

  private static List<TaskId> killedAfter(int tasks, TestDatabase database, Path folder)
      throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                EngineChild.class.getName(),
                database.jdbcUrl(),
                database.runtimeUser(),
                database.runtimePassword(),
                SharedStores.redisUri(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<TaskId> accepted = new ArrayList<>();
    try (BufferedReader answers = child.inputReader(StandardCharsets.UTF_8);
        BufferedWriter orders = child.outputWriter(StandardCharsets.UTF_8)) {
      String line = answers.readLine();
      while (line != null && !line.equals("ready")) {
        line = answers.readLine();
      }
      for (int i = 0; i < tasks; i++) {
        orders.write("submit\n");
        orders.flush();
        String answer = answers.readLine();
        TaskId.parse(String.valueOf(answer)).ifPresent(accepted::add);
      }
      child.destroyForcibly();
    } finally {
      child.destroyForcibly().waitFor();
    }
    assertThat(accepted).hasSize(tasks);
    return accepted;
  }
}
