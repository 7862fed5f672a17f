package dev.axontask.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.testing.FaultyConnections.Fault;
import dev.axontask.engine.testing.WholeLog;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every durable step with every fault; after each, everything that the database holds is audited.
 */
@Timeout(120)
class FaultMatrixTest {
  @TempDir static Path folder;
  private static TestDatabase test;
  private static StepBench bench;

  /** Makes a step, up to the moment before it. */
  interface Maker {
    Step make(StepBench bench) throws Exception;
  }

  /** What happens to a step. */
  enum Happening {
    FAILED,
    FROZEN,
    FAILED_BUT_STORED,
    STORED_TWICE,
    STALE_OWNER,
    FAILED_AND_STALE
  }

  private static Map<String, Maker> steps() {
    Map<String, Maker> steps = new LinkedHashMap<>();
    steps.put("submit", CallerSteps.Submit::new);
    steps.put("claim", OwnerSteps.Take::new);
    steps.put("append", LogSteps::append);
    steps.put("finish", LogSteps::finish);
    steps.put("reap", OwnerSteps.Reap::lost);
    steps.put("reap and try again", OwnerSteps.Reap::again);
    steps.put("take over", OwnerSteps.TakeOver::new);
    steps.put("give up", OwnerSteps.GiveUp::new);
    steps.put("cancel", CallerSteps.Cancel::new);
    steps.put("retry", RetrySteps::retry);
    steps.put("dead letter", RetrySteps::deadLetter);
    steps.put("fire", StartSteps.Fire::new);
    steps.put("redrive", StartSteps.Again::new);
    return steps;
  }

  static Stream<Arguments> matrix() {
    return steps().entrySet().stream()
        .flatMap(step ->
            Stream.of(Happening.values())
                .map(happening -> Arguments.of(step.getKey(), happening, step.getValue())));
  }

  @BeforeAll
  static void start() {
    test = SharedStores.freshDatabase();
    bench = new StepBench(test, folder);
  }

  @AfterAll
  static void stop() {
    bench.close();
    test.close();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("matrix")
  void everythingAgreesAfterwards(String name, Happening happening, Maker maker) throws Exception {
    Step step = maker.make(bench);
    switch (happening) {
      case FAILED -> broken(step, Fault.FAILED);
      case FROZEN -> broken(step, Fault.FROZEN);
      case FAILED_BUT_STORED -> broken(step, Fault.STORED);
      case STORED_TWICE -> twice(step);
      case STALE_OWNER -> stale(step);
      case FAILED_AND_STALE -> failedAndStale(step);
    }
    assertThat(WholeLog.faults(test)).isEmpty();
    bench.tidy();
    assertThat(WholeLog.faults(test)).isEmpty();
  }

  private static void broken(Step step, Fault fault) throws Exception {
    bench.faults.arm(step.statement(), fault);
    step.run();
    assertThat(bench.faults.met()).as("the fault was met").isTrue();
    step.check();
  }

  private static void twice(Step step) throws Exception {
    step.run();
    step.run();
    step.check();
  }

  private static void stale(Step step) throws Exception {
    bench.faults.overtake(step.statement(), step::outdate);
    step.run();
    assertThat(bench.faults.met()).as("somebody was quicker").isTrue();
    step.checkStale();
  }

  /** Nobody knows whether it was stored, and by the next try somebody else was there. */
  private static void failedAndStale(Step step) throws Exception {
    bench.faults.arm(step.statement(), Fault.FAILED, step::outdate);
    step.run();
    assertThat(bench.faults.met()).as("the fault was met").isTrue();
    step.checkStale();
  }
}
