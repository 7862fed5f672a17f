package dev.axontask.engine.dependency;

import static dev.axontask.engine.task.DependencyPolicy.ALL;
import static dev.axontask.engine.task.DependencyPolicy.ANY;
import static dev.axontask.engine.task.DependencyPolicy.SUCCESS;
import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.queue.HeldTasks;
import dev.axontask.engine.task.DependsOn;
import dev.axontask.engine.task.FieldProblem;
import dev.axontask.engine.task.QueuePolicy;
import dev.axontask.engine.task.Submission;
import dev.axontask.engine.task.Task;
import dev.axontask.engine.task.TaskRequest;
import dev.axontask.engine.task.TaskState;
import dev.axontask.engine.testing.RunningEngine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that wait for others, step by step: nothing happens here that a test does not do. */
class DependentsTest {
  static Graph graph;

  @BeforeAll
  static void start(@TempDir Path folder) {
    graph = new Graph(folder);
  }

  @AfterAll
  static void stop() {
    graph.close();
  }

  @Test
  void aDependentWaitsOutsideTheQueueAndSaysForWhat() throws Exception {
    TaskId first = graph.root();
    TaskId second = graph.root();
    TaskId dependent = graph.after(second, first);
    graph.end(second, TaskState.SUCCEEDED);
    graph.settle();

    Task task = graph.task(dependent);
    assertThat(task.state()).isEqualTo(TaskState.PENDING);
    assertThat(task.dependencies().on()).containsExactly(second, first);
    assertThat(task.dependencies().waitingFor()).containsExactly(first);
    assertThat(graph.queued(dependent)).isFalse();
  }

  @Test
  void theLastSuccessPutsItIntoTheQueue() throws Exception {
    TaskId first = graph.root();
    TaskId second = graph.root();
    TaskId dependent = graph.after(first, second);
    graph.end(first, TaskState.SUCCEEDED);
    graph.settle();
    graph.end(second, TaskState.SUCCEEDED);
    graph.settle();

    assertThat(graph.queued(dependent)).isTrue();
    assertThat(graph.task(dependent).dependencies().waitingFor()).isEmpty();
  }

  @Test
  void whatHasEndedBeforeTheSubmitCountsToo() throws Exception {
    TaskId root = graph.root();
    graph.end(root, TaskState.SUCCEEDED);
    TaskId dependent = graph.after(root);
    TaskId another = graph.after(ALL, root);
    graph.settle();
    TaskId late = graph.after(root);
    graph.settle();

    assertThat(List.of(dependent, another, late))
        .allSatisfy(id -> assertThat(graph.queued(id)).isTrue());
  }

  @Test
  void aTimeThatHasNotComeIsWaitedForAfterTheRelease() throws Exception {
    TaskId root = graph.root();
    TaskRequest request = Graph.request(SUCCESS, root);
    TaskRequest delayed =
        new TaskRequest(
            request.adapter(),
            request.args(),
            null,
            null,
            null,
            null,
            null,
            Duration.ofHours(1),
            null,
            List.of(),
            Map.of());
    TaskId dependent = graph.engine.submit(delayed.after(request.dependsOn()));
    assertThat(graph.task(dependent).state()).isEqualTo(TaskState.SCHEDULED);
    graph.end(root, TaskState.SUCCEEDED);
    graph.settle();

    assertThat(graph.task(dependent).state()).isEqualTo(TaskState.SCHEDULED);
    assertThat(
            graph.number(
                "SELECT count(*) FROM task_queue WHERE run_at > now() + interval '50 minutes'"
                    + " AND task_id = '%s'".formatted(dependent)))
        .isEqualTo(1);
  }

  @Test
  void oneOfThemIsEnoughForAnyAndAllHaveToEndForAll() throws Exception {
    TaskId good = graph.root();
    TaskId bad = graph.root();
    TaskId open = graph.root();
    TaskId any = graph.after(ANY, bad, good, open);
    TaskId all = graph.after(ALL, bad, good);
    TaskId allWithOpen = graph.after(ALL, bad, open);
    TaskId hopeless = graph.after(ANY, bad);
    graph.end(bad, TaskState.LOST);
    graph.end(good, TaskState.SUCCEEDED);
    graph.settle();

    assertThat(graph.queued(any)).isTrue();
    assertThat(graph.queued(all)).isTrue();
    assertThat(graph.queued(allWithOpen)).isFalse();
    assertThat(graph.task(hopeless).state()).isEqualTo(TaskState.FAILED);
  }

  @Test
  void aFailureEndsWhatDependsOnItThroughTheWholeGraphWithoutRunningIt() throws Exception {
    TaskId root = graph.root();
    TaskId child = graph.after(root);
    TaskId grandchild = graph.after(child);
    TaskId janitor = graph.after(ALL, grandchild);
    graph.end(root, TaskState.FAILED);
    graph.settle();

    assertThat(graph.task(child))
        .satisfies(task -> {
          assertThat(task.state()).isEqualTo(TaskState.FAILED);
          assertThat(task.errorJson()).contains("dependency_failed", root.toString());
          assertThat(task.attempt()).isZero();
          assertThat(task.dependencies().waitingFor()).isEmpty();
        });
    assertThat(graph.task(grandchild).errorJson()).contains("dependency_failed", child.toString());
    assertThat(graph.queued(janitor)).isTrue();
    assertThat(lastEvent(child)).contains("\"ended_by\":\"dependency\"");
  }

  @Test
  void aCancelGoesThroughTheGraphAsACancel() throws Exception {
    TaskId root = graph.root();
    TaskId child = graph.after(root);
    TaskId grandchild = graph.after(child);
    var _ = graph.engine.engine().cancellations().cancel(CALLER, root, "not wanted", null);
    graph.settle();

    assertThat(graph.task(child).state()).isEqualTo(TaskState.CANCELED);
    assertThat(graph.task(grandchild).state()).isEqualTo(TaskState.CANCELED);
    assertThat(lastEvent(grandchild)).contains("which ended as canceled", child.toString());
  }

  private static String lastEvent(TaskId task) throws Exception {
    List<Event> events = graph.engine.eventsToTheEnd(task);
    return new String(events.getLast().payload(), StandardCharsets.UTF_8);
  }

  @Test
  void aDependentThatIsCanceledItselfIsNotReleasedLater() throws Exception {
    TaskId root = graph.root();
    TaskId dependent = graph.after(root);
    var _ = graph.engine.engine().cancellations().cancel(CALLER, dependent, null, null);
    graph.end(root, TaskState.SUCCEEDED);
    graph.settle();

    assertThat(graph.task(dependent).state()).isEqualTo(TaskState.CANCELED);
    assertThat(graph.queued(dependent)).isFalse();
    assertThat(nothingIsLeftToTell()).isTrue();
  }

  @Test
  void aThousandWaitForOneAndOneForAHundred() throws Exception {
    TaskId root = graph.root();
    List<TaskId> many = atOnce(1000, () -> graph.after(root));
    List<TaskId> hundred = many.subList(0, 100);
    TaskId last = graph.after(hundred.toArray(TaskId[]::new));
    graph.end(root, TaskState.SUCCEEDED);
    graph.settle();
    assertThat(graph.queued(many)).isEqualTo(1000);

    graph.end(hundred.subList(1, 100), TaskState.SUCCEEDED);
    graph.settle();
    assertThat(graph.task(last).dependencies().waitingFor()).containsExactly(hundred.getFirst());
    graph.end(hundred.getFirst(), TaskState.SUCCEEDED);
    graph.settle();

    assertThat(graph.queued(last)).isTrue();
    assertThat(nothingIsLeftToTell()).isTrue();
  }

  private static List<TaskId> atOnce(int count, Callable<TaskId> submit) throws Exception {
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<TaskId> ids = new ArrayList<>();
      for (Future<TaskId> each : pool.invokeAll(Collections.nCopies(count, submit))) {
        ids.add(each.get());
      }
      return ids;
    }
  }

  private static boolean nothingIsLeftToTell() throws Exception {
    return graph.number("SELECT count(*) FROM tasks WHERE awaited AND ended_at IS NOT NULL") == 0;
  }

  @Test
  void aConcurrencyKeyHoldsWhatIsReleasedToItsLimit() throws Exception {
    TaskId root = graph.root();
    QueuePolicy two = new QueuePolicy("deploy", 2, null, null);
    List<TaskId> three = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      three.add(graph.engine.submit(Graph.request(SUCCESS, root).with(two)));
    }
    HeldTasks held = new HeldTasks(graph.engine.database());
    int forgotten = held.forgetOnce();
    graph.end(root, TaskState.SUCCEEDED);
    graph.settle();

    assertThat(forgotten).as("keys forgotten while tasks wait outside the queue").isZero();
    assertThat(graph.queued(three)).isEqualTo(3);
    assertThat(
            graph.number(
                "SELECT count(*) FROM task_queue WHERE concurrency_key = 'deploy' AND hold IS NULL"))
        .isEqualTo(2);
  }

  @Test
  void anUnknownTaskAndAnotherTenantsTaskAreRefusedAlike() throws Exception {
    TaskId known = graph.root();
    TenantId other = new TenantId(UUID.fromString("00000000-0000-7000-8000-00000000000f"));
    graph.sql("INSERT INTO tenants (id, name) VALUES ('%s', 'other')".formatted(other));
    Submission theirs =
        graph
            .engine
            .engine()
            .submissions()
            .submit(new Caller(other, "key:other"), RunningEngine.request(Map.of()));
    TaskId foreign = ((Submission.Accepted) theirs).task().id();
    TaskId missing = new TaskId(UUID.fromString("01980000-0000-7000-8000-00000000dead"));

    assertThat(graph.submit(Graph.request(SUCCESS, known, missing, foreign)))
        .isEqualTo(
            new Submission.Invalid(
                List.of(
                    new FieldProblem("depends_on.1", "there is no such task"),
                    new FieldProblem("depends_on.2", "there is no such task"))));
  }

  @Test
  void whatIsNoIdWhatIsNamedTwiceAndTooManyAreNamedByField() {
    String root = graph.root().toString();
    List<String> odd = List.of("build", root, root);
    List<String> many = new ArrayList<>(Collections.nCopies(101, root));

    assertThat(graph.submit(RunningEngine.request(Map.of()).after(new DependsOn(odd, SUCCESS))))
        .isEqualTo(
            new Submission.Invalid(
                List.of(
                    new FieldProblem("depends_on.0", "has to be the id of a task"),
                    new FieldProblem("depends_on.2", "is named twice; each task once"))));
    assertThat(graph.submit(RunningEngine.request(Map.of()).after(new DependsOn(many, SUCCESS))))
        .isEqualTo(
            new Submission.Invalid(
                List.of(new FieldProblem("depends_on", "has more than 100 tasks"))));
  }

  @Test
  void aRefusedRequestTakesNoIdempotencyKeyAndTheKeyCoversTheDependencies() {
    TaskId one = graph.root();
    TaskId two = graph.root();
    TaskId missing = new TaskId(UUID.fromString("01980000-0000-7000-8000-00000000beef"));

    assertThat(keyed(missing)).isInstanceOf(Submission.Invalid.class);
    assertThat(keyed(one, two))
        .isInstanceOfSatisfying(
            Submission.Accepted.class, first -> assertThat(first.deduplicated()).isFalse());
    assertThat(keyed(two, one))
        .isInstanceOfSatisfying(
            Submission.Accepted.class, again -> assertThat(again.deduplicated()).isTrue());
    assertThat(keyed(one)).isEqualTo(new Submission.Conflict("graph", List.of("depends_on")));
    assertThat(keyed(missing)).isEqualTo(new Submission.Conflict("graph", List.of("depends_on")));
  }

  private static Submission keyed(TaskId... on) {
    return graph.submit(
        RunningEngine.request(Map.of(), "graph").after(Graph.request(SUCCESS, on).dependsOn()));
  }
}
