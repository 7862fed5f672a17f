package dev.axontask.adapter.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.Report;
import dev.axontask.adapter.ResumePoint;
import dev.axontask.adapter.Sink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputTest {
  @TempDir Path folder;
  Bench bench;

  @BeforeEach
  void open() {
    bench = Bench.open(folder, Map.of());
  }

  @AfterEach
  void close() {
    bench.close();
  }

  /** Counts and checks; keeps nothing. */
  private static final class Counter implements Sink {
    final AtomicLong bytes = new AtomicLong();
    final AtomicLong most = new AtomicLong();
    final CountDownLatch gate;
    private final Path spool;
    private volatile ResumePoint last = ResumePoint.BEGINNING;
    private volatile Report.Truncated truncated = new Report.Truncated(-1, "");

    Counter(CountDownLatch gate, Path spool) {
      this.gate = gate;
      this.spool = spool;
    }

    @Override
    public void emit(Report report, ResumePoint next) throws InterruptedException {
      gate.await();
      if (report instanceof Report.Output output) {
        bytes.addAndGet(output.bytes().length);
      } else if (report instanceof Report.Truncated cut) {
        truncated = cut;
      }
      last = next;
      try {
        long blocks = (long) Files.getAttribute(spool, "unix:size") - bytes.get();
        most.accumulateAndGet(blocks, Math::max);
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    @Override
    public ResumePoint durable() {
      return last;
    }
  }

  @Test
  void aGigabyteIsBoundedAndEndsWithAReport() throws Exception {
    var attempt = Bench.shell("exec yes", Bench.TIMEOUT, 1_000_000_000L);
    var execution = bench.adapter.start(attempt);
    var counter = new Counter(new CountDownLatch(0), bench.files(attempt).file("out"));
    Outcome outcome = execution.follow(counter);
    assertThat(outcome).isEqualTo(new Outcome.Signaled(15, EndedBy.OUTPUT_LIMIT));
    assertThat(counter.bytes.get()).isEqualTo(1_000_000_000L);
    assertThat(counter.truncated.bytes()).isEqualTo(1_000_000_000L);
    assertThat(counter.most.get()).isLessThan(Limits.SPOOL_HIGH + 2 * Limits.RELEASE_STEP);
    bench.adapter.cleanUp(attempt.id());
  }

  @Test
  void aCommandWaitsForASlowReader() throws Exception {
    var attempt = Bench.shell("head -c 200000000 /dev/zero; echo done >&2");
    var execution = bench.adapter.start(attempt);
    var gate = new CountDownLatch(1);
    Path spool = bench.files(attempt).file("out");
    var counter = new Counter(gate, spool);
    var outcome = Bench.following(execution, counter);
    long full = Limits.SPOOL_HIGH + 1;
    while (Files.size(spool) < full) {
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
    // The pump has stopped, or stops after its current piece: with nobody reading it stays so.
    assertThat(Files.size(spool)).isLessThanOrEqualTo(full + Limits.RELEASE_STEP);
    assertThat(bench.files(attempt).has("drained")).isFalse();
    gate.countDown();
    assertThat(outcome.get()).isEqualTo(new Outcome.Exited(0, EndedBy.ITSELF));
    assertThat(counter.bytes.get()).isEqualTo(200_000_005L);
    long kept =
        Long.parseLong(Tools.run(java.util.List.of("stat", "-c", "%b", spool.toString())).text());
    assertThat(kept * 512).isLessThan(100_000_000L);
    bench.adapter.cleanUp(attempt.id());
  }

  @Test
  void aSmallLimitIsExact() throws Exception {
    var run = bench.run(Bench.shell("echo 0123456789; exec sleep 600", Bench.TIMEOUT, 5));
    assertThat(run.log().out()).isEqualTo("01234");
    assertThat(run.log().reports()).last().isInstanceOf(Report.Truncated.class);
    assertThat(run.outcome()).isEqualTo(new Outcome.Signaled(15, EndedBy.OUTPUT_LIMIT));
  }

  @Test
  void asManyBytesAsAllowedAreNotTooMany() throws Exception {
    var run = bench.run(Bench.shell("printf 01234", Bench.TIMEOUT, 5));
    assertThat(run.log().out()).isEqualTo("01234");
    assertThat(run.outcome()).isEqualTo(new Outcome.Exited(0, EndedBy.ITSELF));
  }

  @Test
  void aCharacterIsNotSplitAcrossReports() throws Exception {
    var run = bench.shellRun("printf '\\342'; sleep 0.2; printf '\\202\\254'; printf '\\377'");
    assertThat(run.log().reports())
        .filteredOn(Report.Output.class::isInstance)
        .allSatisfy(report -> {
          byte[] bytes = ((Report.Output) report).bytes();
          assertThat(Utf8.wholeLength(bytes, bytes.length)).isEqualTo(bytes.length);
        });
    assertThat(run.log().bytes(Report.Channel.STDOUT))
        .isEqualTo(new byte[] {(byte) 0xe2, (byte) 0x82, (byte) 0xac, (byte) 0xff});
  }

  @Test
  void halfACharacterAtTheEndComesBack() throws Exception {
    assertThat(bench.shellRun("printf 'a\\342\\202'").log().bytes(Report.Channel.STDOUT))
        .isEqualTo(new byte[] {'a', (byte) 0xe2, (byte) 0x82});
  }

  @Test
  void standardInputIsRead() throws Exception {
    Map<String, Object> args = Map.of("argv", java.util.List.of("cat"), "stdin", "hällo\n");
    assertThat(bench.run(Bench.attempt(args)).log().out()).isEqualTo("hällo\n");
  }

  @Test
  void childrenThatGoOnAreReportedAndTheirOutputIsKept() throws Exception {
    var run = bench.shellRun("(sleep 0.5; echo late) & echo early; exit 3");
    assertThat(run.log().out()).isEqualTo("early\nlate\n");
    assertThat(run.log().has(Report.Lingering.class)).isTrue();
    assertThat(run.outcome()).isEqualTo(new Outcome.Exited(3, EndedBy.ITSELF));
  }

  @Test
  void childrenThatStayAreKilledAfterTheGraceAndTheExitCodeIsTheCommands() throws Exception {
    var run = bench.shellRun("setsid sh -c 'trap \"\" TERM; sleep 600' & echo early; exit 3");
    assertThat(run.log().has(Report.Lingering.class)).isTrue();
    assertThat(run.outcome()).isEqualTo(new Outcome.Exited(3, EndedBy.ITSELF));
  }
}
