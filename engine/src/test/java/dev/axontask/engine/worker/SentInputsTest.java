package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static dev.axontask.engine.testing.RunningEngine.await;
import static dev.axontask.engine.testing.RunningEngine.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Input;
import dev.axontask.adapter.Outcome;
import dev.axontask.engine.Limits;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.input.Sending;
import dev.axontask.engine.input.Sent;
import dev.axontask.engine.task.TaskState;
import dev.axontask.engine.testing.RunningEngine;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Input to running work, in whole engines. */
@Timeout(120)
class SentInputsTest {
  private static final Outcome WELL = new Outcome.Exited(0, EndedBy.ITSELF);

  @TempDir Path folder;
  private final DetachedWork adapter = new DetachedWork();
  private TestDatabase test;

  @BeforeEach
  void open() {
    test = SharedStores.freshDatabase();
  }

  @AfterEach
  void close() {
    test.close();
  }

  private RunningEngine engine(DetachedWork with, String host, @Nullable WorkerSettings worker) {
    return RunningEngine.start(
        test, SharedStores.redisUri(), folder.resolve(host), List.of(with), worker);
  }

  private TaskId started(RunningEngine engine) {
    TaskId task = engine.submit(request(Map.of()));
    await(
        "the start",
        () -> engine.task(task).state() == TaskState.RUNNING && !adapter.work.isEmpty());
    return task;
  }

  private DetachedWork.Work work() {
    return adapter.work.values().iterator().next();
  }

  private static Sent send(RunningEngine engine, TaskId task, String text, @Nullable String id) {
    return send(engine, task, new Sending.What.Bytes(text.getBytes(UTF_8), false), id);
  }

  private static Sent send(
      RunningEngine engine, TaskId task, Sending.What what, @Nullable String id) {
    return engine.engine().inputs().send(CALLER, task, new Sending(what, id));
  }

  private String read() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Input input : work().sent()) {
      if (input instanceof Input.Bytes bytes) {
        assertThat(bytes.offset()).isEqualTo(all.size());
        all.writeBytes(bytes.bytes());
      }
    }
    return all.toString(UTF_8);
  }

  private long unsettled() {
    try (Connection admin = test.admin().getConnection();
        Statement select = admin.createStatement();
        ResultSet row =
            select.executeQuery("SELECT count(*) FROM task_sent_inputs WHERE NOT settled")) {
      row.next();
      return row.getLong(1);
    } catch (java.sql.SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static List<String> kinds(List<Event> events) {
    return events.stream().map(Event::kind).toList();
  }

  private boolean somebodyWaitsForTheLog() {
    try (Connection admin = test.admin().getConnection();
        Statement select = admin.createStatement();
        ResultSet row =
            select.executeQuery(
                """
                SELECT 1 FROM pg_stat_activity
                 WHERE datname = current_database() AND wait_event_type = 'Lock'
                   AND query LIKE '%task_heads%'
                """)) {
      return row.next();
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void whatWaitedForTheLogSeesWhatTheTaskHasBecome() throws Exception {
    try (RunningEngine engine = engine(adapter, "a", Fleet.SETTINGS);
        Connection other = test.admin().getConnection();
        Statement change = other.createStatement()) {
      TaskId task = started(engine);
      other.setAutoCommit(false);
      change.execute("SELECT 1 FROM task_heads FOR UPDATE");
      change.execute("UPDATE tasks SET state = 'pending'");
      CompletableFuture<Sent> sent =
          CompletableFuture.supplyAsync(() -> send(engine, task, "late", "one"));
      await("it waits", this::somebodyWaitsForTheLog);
      other.commit();

      assertThat(sent.get()).isInstanceOf(Sent.NotRunning.class);
      change.execute("UPDATE tasks SET state = 'running'");
      other.commit();
    }
  }

  @Test
  void whatIsAcceptedIsInTheLogAndReachesTheWorkInOrder() throws Exception {
    try (RunningEngine engine = engine(adapter, "host", Fleet.SETTINGS)) {
      TaskId task = started(engine);
      assertThat(send(engine, task, "one é\0\n", null)).isEqualTo(new Sent.Accepted(2, false));
      assertThat(send(engine, task, new Sending.What.Signal(Input.Name.INT), null))
          .isEqualTo(new Sent.Accepted(3, false));
      byte[] binary = {(byte) 0xff, 0, (byte) 0xc3};
      assertThat(send(engine, task, new Sending.What.Bytes(binary, true), null))
          .isEqualTo(new Sent.Accepted(4, false));
      assertThat(send(engine, task, "more", null)).isEqualTo(new Sent.Closed());
      await("all of it", () -> work().sent().size() == 3 && unsettled() == 0);
      assertThat(work().sent().get(1)).isEqualTo(new Input.Signal(3, Input.Name.INT));
      assertThat(work().sent().get(2))
          .isInstanceOfSatisfying(
              Input.Bytes.class,
              last -> {
                assertThat(last.bytes()).isEqualTo(binary);
                assertThat(last.offset()).isEqualTo("one é\0\n".getBytes(UTF_8).length);
                assertThat(last.last()).isTrue();
              });
      work().end(WELL);
      List<Event> events = engine.eventsToTheEnd(task);
      assertThat(kinds(events)).containsExactly("started", "input", "signal", "input", "succeeded");
      assertThat(new String(events.get(2).payload(), UTF_8)).isEqualTo("{\"name\":\"INT\"}");
      assertThat(new String(events.get(3).payload(), UTF_8))
          .isEqualTo("{\"base64\":\"/wDD\",\"eof\":true}");
      assertThat(send(engine, task, "late", null)).isEqualTo(new Sent.Ended(TaskState.SUCCEEDED));
    }
  }

  @Test
  void anInputIdStandsForOneInputAlsoAfterTheEnd() throws Exception {
    try (RunningEngine engine = engine(adapter, "host", Fleet.SETTINGS)) {
      TaskId task = started(engine);
      assertThat(send(engine, task, "a\n", "1")).isEqualTo(new Sent.Accepted(2, false));
      assertThat(send(engine, task, "a\n", "1")).isEqualTo(new Sent.Accepted(2, true));
      assertThat(send(engine, task, "b\n", "1")).isEqualTo(new Sent.Conflict());
      assertThat(send(engine, task, "a\n", "2")).isEqualTo(new Sent.Accepted(3, false));
      await("both", () -> work().sent().size() == 2);
      work().end(WELL);
      engine.ended(task);
      assertThat(send(engine, task, "a\n", "1")).isEqualTo(new Sent.Accepted(2, true));
    }
  }

  @Test
  void whatTheWorkDoesNotReadIsBoundedAndRefusedForNow() throws Exception {
    try (RunningEngine engine = engine(adapter, "host", Fleet.SETTINGS)) {
      TaskId task = started(engine);
      work().reads(false);
      String piece = "x".repeat(Limits.INPUT_BYTES);
      int room = Limits.INPUT_WAITING_BYTES / Limits.INPUT_BYTES;
      for (int i = 0; i < room; i++) {
        assertThat(send(engine, task, piece, null)).isInstanceOf(Sent.Accepted.class);
      }
      assertThat(send(engine, task, "x", null))
          .isEqualTo(new Sent.Full(Limits.INPUT_WAITING_BYTES));
      assertThat(send(engine, task, new Sending.What.Signal(Input.Name.INT), null))
          .isInstanceOf(Sent.Accepted.class);
      work().reads(true);
      await("room", () -> unsettled() == 0);
      assertThat(send(engine, task, "x", null)).isInstanceOf(Sent.Accepted.class);
      assertThat(send(engine, task, piece + "x", null)).isInstanceOf(Sent.Invalid.class);
      assertThat(send(engine, task, "", null)).isInstanceOf(Sent.Invalid.class);
      work().end(WELL);
      engine.ended(task);
    }
  }

  /** Both write to one chain; neither loses anything to the other. */
  @Test
  void inputAndOutputAtOnceMakeOneLog() throws Exception {
    try (RunningEngine engine = engine(adapter, "host", Fleet.SETTINGS)) {
      TaskId task = started(engine);
      StringBuilder expected = new StringBuilder();
      for (int i = 0; i < 60; i++) {
        work().print("out " + i);
        assertThat(send(engine, task, "in " + i + "\n", null)).isInstanceOf(Sent.Accepted.class);
        expected.append("in ").append(i).append('\n');
      }
      await("all of it", () -> work().sent().size() == 60);
      assertThat(read()).isEqualTo(expected.toString());
      work().end(WELL);
      List<Event> events = engine.eventsToTheEnd(task);
      assertThat(events).hasSize(122);
      for (int i = 1; i < events.size(); i++) {
        assertThat(events.get(i).hashPrev()).isEqualTo(events.get(i - 1).hash());
      }
    }
  }

  @Test
  void whatCameBetweenTwoProcessesReachesTheWorkAndNothingComesTwice() throws Exception {
    List<Long> handed = java.util.Collections.synchronizedList(new ArrayList<>());
    adapter.onSend = input -> handed.add(input.number());
    TaskId task;
    try (RunningEngine first = engine(adapter, "host", Fleet.SETTINGS)) {
      task = started(first);
      send(first, task, "one\n", null);
      await("the first", () -> work().sent().size() == 1 && unsettled() == 0);
    }
    try (RunningEngine frontend = engine(new DetachedWork(), "frontend", null)) {
      assertThat(send(frontend, task, "two\n", null)).isInstanceOf(Sent.Accepted.class);
    }
    assertThat(read()).isEqualTo("one\n");
    try (RunningEngine second = engine(adapter, "host", Fleet.SETTINGS)) {
      await("the second", () -> work().sent().size() == 2 && unsettled() == 0);
      assertThat(read()).isEqualTo("one\ntwo\n");
      second.engine().worker().orElseThrow().sentOnce();
      work().end(WELL);
      assertThat(kinds(second.eventsToTheEnd(task)))
          .containsExactly("started", "input", "input", "reattached", "succeeded");
    }
    assertThat(handed).containsExactly(2L, 3L);
  }

  /** An adapter that fails once is asked again, and what follows does not overtake. */
  @Test
  void whatAnAdapterDidNotTakeIsHandedOverAgainInOrder() throws Exception {
    List<Long> refused = java.util.Collections.synchronizedList(new ArrayList<>());
    adapter.onSend =
        input -> {
          if (input.number() == 2 && refused.size() < 2) {
            refused.add(input.number());
            throw new IllegalStateException("not now");
          }
        };
    try (RunningEngine engine = engine(adapter, "host", Fleet.SETTINGS)) {
      TaskId task = started(engine);
      send(engine, task, "one\n", null);
      send(engine, task, "two\n", null);
      await("both", () -> work().sent().size() == 2);
      assertThat(refused).hasSize(2);
      assertThat(read()).isEqualTo("one\ntwo\n");
      work().end(WELL);
      engine.ended(task);
    }
  }

  /** Neither by not reading nor by failing at what it is sent. */
  @Test
  void workThatTakesNothingKeepsNobodyElseWaiting() throws Exception {
    List<String> handed = java.util.Collections.synchronizedList(new ArrayList<>());
    adapter.onSend =
        input -> {
          String text = new String(((Input.Bytes) input).bytes(), UTF_8);
          if (text.equals("no")) {
            throw new IllegalStateException("not this");
          }
          handed.add(text);
        };
    try (RunningEngine engine = engine(adapter, "host", Fleet.SETTINGS)) {
      TaskId stuck = started(engine);
      TaskId other = engine.submit(request(Map.of()));
      await("the other start", () -> adapter.work.size() == 2);
      await("its row", () -> engine.task(other).state() == TaskState.RUNNING);
      for (int i = 0; i < 210; i++) {
        assertThat(send(engine, stuck, "no", null)).isInstanceOf(Sent.Accepted.class);
      }
      for (int i = 0; i < 60; i++) {
        assertThat(send(engine, other, "yes", null)).isInstanceOf(Sent.Accepted.class);
      }

      await("what the other was sent", () -> handed.size() == 60);
      await("that it was read", () -> unsettled() == 210);
      adapter.work.values().forEach(each -> each.end(WELL));
      engine.ended(stuck);
      engine.ended(other);
    }
  }

  @Test
  void whatTakesNoInputOrDoesNotRunSaysSo() throws Exception {
    try (RunningEngine plain = RunningEngine.start(test, folder.resolve("plain"))) {
      TaskId task = plain.submit(request(Map.of("events", List.of(Map.of("ask", ask())))));
      assertThat(send(plain, task, "x", null)).isInstanceOf(Sent.NotTaken.class);
      plain.engine().cancellations().cancel(CALLER, task, null, null);
      plain.ended(task);
    }
    try (RunningEngine frontend = engine(adapter, "frontend", null)) {
      TaskId waiting = frontend.submit(request(Map.of()));
      assertThat(send(frontend, waiting, "x", null))
          .isEqualTo(new Sent.NotRunning(TaskState.PENDING));
      TaskId none = TaskId.parse("018f0000-0000-7000-8000-000000000000").orElseThrow();
      assertThat(send(frontend, none, "x", null)).isEqualTo(new Sent.NotFound());
    }
  }

  private static Map<String, Object> ask() {
    return Map.of("key", "k", "message", "Well?");
  }
}
