package dev.axontask.adapter.fly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.AdapterContext;
import dev.axontask.adapter.Attempt;
import dev.axontask.adapter.AttemptId;
import dev.axontask.adapter.Execution;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.Readiness;
import dev.axontask.adapter.Report;
import dev.axontask.adapter.ResumePoint;
import dev.axontask.adapter.contract.Follower;
import dev.axontask.adapter.contract.RecordingSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An adapter that is open at a stand-in, in a folder that outlives it. */
abstract class Harness {
  @TempDir Path folder;

  FlyStandIn fly;
  FlyAdapter adapter;

  @BeforeEach
  final void open() throws IOException {
    fly = new FlyStandIn();
    adapter = opened();
  }

  @AfterEach
  final void close() {
    adapter.close();
    fly.close();
    assertThat(fly.violations()).isEmpty();
  }

  static AdapterContext context(Path folder, Map<String, String> settings) {
    Duration minute = Duration.ofMinutes(1);
    return new AdapterContext(folder, settings, Duration.ofSeconds(5), minute, minute, true);
  }

  private FlyAdapter opened() {
    FlyAdapter fresh = Fast.adapter();
    assertThat(fresh.open(context(folder, fly.settings()))).isInstanceOf(Readiness.Ready.class);
    return fresh;
  }

  /** As when this process is killed and another one starts. */
  final void crash() {
    adapter.close();
    adapter = opened();
  }

  /** As when another host, or one that has lost its disk, takes over. */
  final void crashAndLoseTheFolder() throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    crash();
  }

  static Attempt attempt(Map<String, @Nullable Object> args) {
    return attempt(args, new AttemptId(UUID.randomUUID(), UUID.randomUUID(), 1));
  }

  static Attempt attempt(Map<String, @Nullable Object> args, AttemptId id) {
    return new Attempt(id, args, Duration.ofMinutes(1), 1L << 30);
  }

  static AttemptId next(AttemptId id) {
    return new AttemptId(id.tenant(), id.task(), id.number() + 1);
  }

  final Outcome run(Attempt attempt, RecordingSink sink) throws Exception {
    try (Execution execution = adapter.start(attempt)) {
      return Follower.of(execution, sink).outcome();
    }
  }

  final Outcome reattached(Attempt attempt, ResumePoint from, RecordingSink sink) throws Exception {
    try (Execution execution = adapter.reattach(attempt, from).orElseThrow()) {
      return Follower.of(execution, sink).outcome();
    }
  }

  static String text(RecordingSink sink) {
    return new String(sink.output(Report.Channel.STDOUT), StandardCharsets.UTF_8);
  }
}
