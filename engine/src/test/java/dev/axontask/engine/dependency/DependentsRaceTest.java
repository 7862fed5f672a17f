package dev.axontask.engine.dependency;

import static dev.axontask.engine.task.DependencyPolicy.SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.DatabaseUnavailableException;
import dev.axontask.engine.task.TaskState;
import dev.axontask.engine.testing.RunningEngine;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ends, submits, releases and crashes at the same moment. */
class DependentsRaceTest {
  static Graph graph;

  @BeforeAll
  static void start(@TempDir Path folder) {
    graph = new Graph(folder);
  }

  @AfterAll
  static void stop() {
    graph.close();
  }

  /** A transaction of somebody else's, under way. */
  private static Connection begun(String... statements) throws SQLException {
    Connection tx = graph.test.admin().getConnection();
    tx.setAutoCommit(false);
    try (Statement run = tx.createStatement()) {
      for (String statement : statements) {
        run.execute(statement);
      }
    }
    return tx;
  }

  private static String succeed(TaskId task) {
    return "UPDATE tasks SET state = 'succeeded', ended_at = now() WHERE id = '%s'".formatted(task);
  }

  @Test
  void anEndThatCommitsDuringASubmitIsNoticed() throws Exception {
    TaskId root = graph.root();
    try (Connection end = begun(succeed(root));
        ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<TaskId> submit = pool.submit(() -> graph.after(root));
      RunningEngine.await(
          "the submit waits for the end, or is through",
          () -> submit.isDone() || graph.waiting() > 0);
      end.commit();
      TaskId dependent = submit.get();
      graph.settle();

      assertThat(graph.queued(dependent)).isTrue();
    }
  }

  @Test
  void aSubmitDuringWhichTheMarkIsTakenAwayPutsItBack() throws Exception {
    TaskId root = graph.root();
    TaskId _ = graph.after(root);
    graph.end(root, TaskState.SUCCEEDED);
    graph.settle();
    graph.sql("UPDATE tasks SET awaited = true WHERE id = '%s'".formatted(root));
    String forget = "UPDATE tasks SET awaited = false WHERE id = '%s'".formatted(root);
    try (Connection tx = begun(forget);
        ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<TaskId> submit = pool.submit(() -> graph.after(root));
      RunningEngine.await(
          "the submit waits for the mark, or is through",
          () -> submit.isDone() || graph.waiting() > 0);
      tx.commit();
      TaskId dependent = submit.get();
      graph.settle();

      assertThat(graph.queued(dependent)).isTrue();
    }
  }

  @Test
  void nothingIsReleasedBeforeAnEndIsCommitted() throws Exception {
    TaskId root = graph.root();
    TaskId dependent = graph.after(root);
    try (Connection end = begun(succeed(root))) {
      assertThat(graph.dependents().runOnce()).isZero();
      assertThat(graph.queued(dependent)).isFalse();
      end.rollback();
    }
    graph.settle();

    assertThat(graph.queued(dependent)).isFalse();
  }

  /** The submit holds the mark's row, and its dependent is not visible yet. */
  @Test
  void aMarkStaysWhileASubmitIsUnderWay() throws Exception {
    TaskId root = graph.root();
    TaskId early = graph.after(root);
    TaskId late = graph.root();
    graph.end(root, TaskState.SUCCEEDED);
    try (Connection submit =
            begun(
                "DELETE FROM task_queue WHERE task_id = '%s'".formatted(late),
                "UPDATE tasks SET blocked = true WHERE id = '%s'".formatted(late),
                """
                INSERT INTO task_dependencies (task_id, depends_on, tenant_id, policy, place)
                SELECT '%s', id, tenant_id, 'success', 0 FROM tasks WHERE id = '%s'
                """
                    .formatted(late, root),
                "SELECT 1 FROM tasks WHERE id = '%s' FOR NO KEY UPDATE".formatted(root));
        ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> settling = pool.submit(graph::settle);
      RunningEngine.await(
          "the duty passes over the mark, or waits for it",
          () -> settling.isDone() || graph.waiting() > 0);
      submit.commit();
      settling.get();
    }
    graph.settle();

    assertThat(graph.queued(List.of(early, late))).isEqualTo(2);
  }

  @Test
  void fourAtOnceReleaseEachTaskOnce() throws Exception {
    TaskId root = graph.root();
    List<TaskId> many = new ArrayList<>();
    all(IntStream.range(0, 200).mapToObj(i -> (Callable<TaskId>) () -> graph.after(root)).toList())
        .forEach(many::add);
    graph.sql("CREATE TABLE releases (task_id uuid)");
    graph.sql(
        """
        CREATE FUNCTION note_release() RETURNS trigger SECURITY DEFINER LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO releases VALUES (NEW.task_id); RETURN NULL; END $$
        """);
    graph.sql(
        "CREATE TRIGGER noted AFTER INSERT ON task_queue FOR EACH ROW EXECUTE FUNCTION note_release()");
    graph.end(root, TaskState.SUCCEEDED);
    Callable<Integer> releaseAndClaim =
        () -> {
          Dependents dependents = graph.dependents();
          for (int i = 0; i < 20; i++) {
            int _ = dependents.runOnce();
            graph.sql("DELETE FROM task_queue WHERE task_id IN (SELECT task_id FROM releases)");
          }
          return 0;
        };
    List<Integer> _ =
        all(List.of(releaseAndClaim, releaseAndClaim, releaseAndClaim, releaseAndClaim));
    graph.settle();

    assertThat(graph.number("SELECT count(*) FROM releases")).isEqualTo(many.size());
    assertThat(graph.number("SELECT count(DISTINCT task_id) FROM releases")).isEqualTo(many.size());
    graph.sql("DROP TRIGGER noted ON task_queue");
  }

  private static <T> List<T> all(List<Callable<T>> calls) throws Exception {
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> results = new ArrayList<>();
      for (Future<T> each : pool.invokeAll(calls)) {
        results.add(each.get());
      }
      return results;
    }
  }

  @Test
  void aCancelThatComesFirstWins() throws Exception {
    TaskId root = graph.root();
    TaskId dependent = graph.after(root);
    graph.end(root, TaskState.SUCCEEDED);
    String cancel =
        "UPDATE tasks SET state = 'canceled', ended_at = now() WHERE id = '%s'"
            .formatted(dependent);
    try (Connection tx = begun(cancel);
        ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> settling = pool.submit(graph::settle);
      RunningEngine.await(
          "the release waits for the cancel, or is through",
          () -> settling.isDone() || graph.waiting() > 0);
      tx.commit();
      settling.get();
    }

    assertThat(graph.queued(dependent)).isFalse();
  }

  /** The connection is cut when all but one of the queue's entries and the commit are done. */
  @Test
  void whatACrashLeftIsReleasedOnceByTheNextLook() throws Exception {
    TaskId root = graph.root();
    TaskId first = graph.after(root);
    TaskId second = graph.after(SUCCESS, root);
    graph.end(root, TaskState.SUCCEEDED);
    String hold =
        """
        INSERT INTO task_queue (task_id, tenant_id, adapter, priority, run_at)
        SELECT id, tenant_id, adapter, priority, now() FROM tasks WHERE id = '%s'
        """
            .formatted(second);
    try (Connection tx = begun(hold);
        ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> crashed = pool.submit(() -> graph.dependents().runOnce());
      RunningEngine.await("the duty is in the middle", () -> graph.waiting() > 0);
      graph.sql(
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock'
          """);
      assertThatThrownBy(crashed::get).hasCauseInstanceOf(DatabaseUnavailableException.class);
      tx.rollback();
    }
    assertThat(graph.queued(List.of(first, second))).isZero();
    graph.settle();

    assertThat(graph.queued(List.of(first, second))).isEqualTo(2);
  }
}
