package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.mock.MockAdapter;
import dev.axontask.engine.task.TaskRequest;
import dev.axontask.engine.testing.RunningEngine;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueDepthTest {
  @Test
  void itCountsTheTasksThatAreDueAndNotThoseOfLater(@TempDir Path folder) {
    List<MockAdapter> mock = List.of(new MockAdapter());
    try (TestDatabase database = SharedStores.freshDatabase();
        RunningEngine idle =
            RunningEngine.start(database, SharedStores.redisUri(), folder, mock, null)) {
      QueueDepth depth = new QueueDepth(idle.database(), idle.meters());
      assertThat(shown(idle)).isZero();
      var _ = idle.submit(request(Map.of()));
      var _ = idle.submit(request(Map.of()));
      var _ = idle.submit(inAnHour());
      var _ = depth.runOnce();
      assertThat(shown(idle)).isEqualTo(2);
    }
  }

  private static TaskRequest inAnHour() {
    return new TaskRequest(
        "mock",
        Map.of(),
        null,
        null,
        null,
        null,
        null,
        Duration.ofHours(1),
        null,
        List.of(),
        Map.of());
  }

  private static double shown(RunningEngine engine) {
    return engine.meters().get("axontask.queue.depth").gauge().value();
  }
}
