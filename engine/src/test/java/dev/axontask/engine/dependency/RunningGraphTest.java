package dev.axontask.engine.dependency;

import static dev.axontask.engine.task.DependencyPolicy.ALL;
import static dev.axontask.engine.testing.RunningEngine.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.mock.MockAdapter;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.task.DependencyPolicy;
import dev.axontask.engine.task.DependsOn;
import dev.axontask.engine.task.Task;
import dev.axontask.engine.task.TaskState;
import dev.axontask.engine.testing.RunningEngine;
import dev.axontask.engine.worker.WorkerSettings;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs that two workers run by themselves. */
class RunningGraphTest {
  static final TestDatabase DATABASE = SharedStores.freshDatabase();
  static RunningEngine one;
  static RunningEngine two;

  @BeforeAll
  static void start(@TempDir Path folder) {
    one = worker(folder.resolve("one"));
    two = worker(folder.resolve("two"));
  }

  private static RunningEngine worker(Path folder) {
    return RunningEngine.start(
        DATABASE,
        SharedStores.redisUri(),
        folder,
        List.of(new MockAdapter()),
        WorkerSettings.standard("test").fast());
  }

  @AfterAll
  static void stop() {
    two.close();
    one.close();
    DATABASE.close();
  }

  private static TaskId after(DependencyPolicy policy, TaskId... on) {
    List<String> ids = Arrays.stream(on).map(TaskId::toString).toList();
    return one.submit(request(Map.of()).after(new DependsOn(ids, policy)));
  }

  @Test
  void aDiamondRunsInOrder() throws Exception {
    TaskId top = one.submit(request(Map.of("events", List.of(Map.of("wait_ms", 50)))));
    TaskId left = after(DependencyPolicy.SUCCESS, top);
    TaskId right = after(DependencyPolicy.SUCCESS, top);
    TaskId bottom = after(DependencyPolicy.SUCCESS, left, right);

    Task last = one.ended(bottom);
    assertThat(last.state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(last.startedAt())
        .isAfterOrEqualTo(one.task(left).endedAt())
        .isAfterOrEqualTo(one.task(right).endedAt());
    assertThat(one.task(left).startedAt()).isAfterOrEqualTo(one.task(top).endedAt());
  }

  @Test
  void submitsAndEndsAtTheSameMomentLeaveNothingWaitingAndRunNothingTwice() throws Exception {
    List<TaskId> leaves = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      TaskId root = one.submit(request(Map.of("exit_code", i % 4 == 0 ? 1 : 0)));
      leaves.add(after(DependencyPolicy.SUCCESS, root));
      leaves.add(after(ALL, root, leaves.getFirst()));
    }

    for (int i = 0; i < leaves.size(); i++) {
      Task leaf = one.ended(leaves.get(i));
      boolean hopeless = i % 8 == 0;
      assertThat(leaf.state())
          .as("leaf %d", i)
          .isEqualTo(hopeless ? TaskState.FAILED : TaskState.SUCCEEDED);
      assertThat(leaf.attempt()).as("attempts of leaf %d", i).isEqualTo(hopeless ? 0 : 1);
    }
  }
}
