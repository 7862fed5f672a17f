package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.mock.MockAdapter;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.task.TaskState;
import dev.axontask.engine.testing.RunningEngine;
import dev.axontask.stores.EmbeddedRedis;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import io.lettuce.core.RedisClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis is wiped and goes away in the middle of work: that costs time and nothing else. */
class RedisTroubleIT {
  @Test
  void redisWipedAndKilledChangesNothingButDelay(@TempDir Path folder) throws Exception {
    try (TestDatabase database = SharedStores.freshDatabase();
        EmbeddedRedis redis =
            EmbeddedRedis.start(folder.resolve("redis"), SharedStores.programs());
        RunningEngine engine =
            RunningEngine.start(
                database,
                redis.uri(),
                folder.resolve("data"),
                List.of(new MockAdapter()),
                WorkerSettings.standard("test").fast())) {
      List<TaskId> tasks = new ArrayList<>(submit(engine));
      wipe(redis.uri());
      tasks.addAll(submit(engine));
      ProcessHandle.of(redis.pid()).orElseThrow().destroyForcibly();
      tasks.addAll(submit(engine));

      for (TaskId task : tasks) {
        List<Event> events = engine.eventsToTheEnd(task);
        assertThat(events).hasSize(52);
        assertThat(events.getLast().seq()).isEqualTo(52);
        assertThat(engine.task(task).state()).isEqualTo(TaskState.SUCCEEDED);
      }
    }
  }

  @Test
  void tasksRunWithoutAnyRedis(@TempDir Path folder) throws Exception {
    try (TestDatabase database = SharedStores.freshDatabase();
        RunningEngine engine =
            RunningEngine.start(
                database,
                "redis://127.0.0.1:1",
                folder,
                List.of(new MockAdapter()),
                WorkerSettings.standard("test").fast())) {
      for (TaskId task : submit(engine)) {
        assertThat(engine.eventsToTheEnd(task)).hasSize(52);
      }
      assertThat(engine.engine().health().redis().up()).isFalse();
      assertThat(engine.engine().health().database().up()).isTrue();
    }
  }

  private static List<TaskId> submit(RunningEngine engine) {
    Map<String, Object> step = Map.of("stdout", "{i}\n", "wait_ms", 10, "repeat", 50);
    List<TaskId> tasks = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      tasks.add(engine.submit(request(Map.of("events", List.of(step)))));
    }
    return tasks;
  }

  private static void wipe(String uri) {
    RedisClient client = RedisClient.create(uri);
    try (var connection = client.connect()) {
      connection.sync().flushall();
    } finally {
      client.shutdown();
    }
  }
}
