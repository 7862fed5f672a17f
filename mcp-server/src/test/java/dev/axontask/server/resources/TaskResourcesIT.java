package dev.axontask.server.resources;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.testing.RunningEngine;
import dev.axontask.server.catalog.Answer;
import dev.axontask.server.catalog.Changes.Topic;
import dev.axontask.server.catalog.Changes.Watch;
import dev.axontask.server.catalog.Client;
import dev.axontask.server.catalog.Completions.Kind;
import dev.axontask.server.catalog.Completions.Proposal;
import dev.axontask.server.catalog.Completions.Question;
import dev.axontask.server.catalog.Freshness;
import dev.axontask.server.catalog.Inputs;
import dev.axontask.server.catalog.Page;
import dev.axontask.server.catalog.ResourceContent;
import dev.axontask.server.catalog.ResourceInfo;
import dev.axontask.server.catalog.Resources.ResourceCall;
import dev.axontask.server.catalog.Resources.ResourceReading;
import dev.axontask.server.http.Json;
import dev.axontask.server.resources.TaskUri.Part;
import dev.axontask.server.running.Unheard;
import dev.axontask.server.tasks.TaskChanges;
import dev.axontask.server.view.TaskJson;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Tasks of a real engine, read as resources. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TaskResourcesIT {
  private static final Caller US = RunningEngine.CALLER;
  private static final Caller SOMEBODY_ELSE =
      new Caller(new TenantId(UUID.fromString("018f0000-0000-7000-8000-00000000beef")), "key:x");

  private final TestDatabase database = SharedStores.freshDatabase();
  private RunningEngine running;
  private TaskResources resources;
  private TaskCompletions completions;
  private TaskId finished;
  private TaskId waiting;

  @BeforeAll
  void startTasks(@TempDir Path folder) throws Exception {
    running = RunningEngine.start(database, folder);
    resources = new TaskResources(running.engine());
    completions = new TaskCompletions(running.engine());
    finished = submit(Map.of("events", List.of(Map.of("stdout", "line {i}\n", "repeat", 300))));
    var _ = running.ended(finished);
    waiting =
        submit(Map.of("events", List.of(Map.of("wait_for", folder.resolve("never").toString()))));
    for (int i = 0; i < 103; i++) {
      var _ = submit(Map.of("exit_code", 0));
    }
  }

  @AfterAll
  void stop() {
    running.close();
    database.close();
  }

  @Test
  void theListGivesEachTaskOnceNewestFirst() {
    List<String> uris = new ArrayList<>();
    String cursor = null;
    do {
      Page<ResourceInfo> page = resources.list(US, cursor).orElseThrow();
      page.items().forEach(info -> uris.add(info.uri()));
      cursor = page.nextCursor();
    } while (cursor != null);
    assertThat(uris).hasSizeBetween(105, 106).doesNotHaveDuplicates();
    assertThat(uris.reversed()).isSorted().startsWith(Part.STATUS.of(finished));
    assertThat(resources.list(US, "some other word")).isEmpty();
    assertThat(resources.list(SOMEBODY_ELSE, null).orElseThrow().items()).isEmpty();
  }

  @Test
  void theStatusIsWhatTheToolGives() {
    ResourceReading reading = read(US, Part.STATUS.of(finished));
    assertThat(text(reading).text())
        .isEqualTo(Json.text(TaskJson.glance(running.task(finished))))
        .contains("\"state\":\"succeeded\"");
  }

  @Test
  void theLogShowsItsEnd() {
    JsonNode log = json(read(US, Part.EVENTS.of(finished)));
    long last = running.task(finished).lastSeq();
    assertThat(log.required("next_seq").asLong()).isEqualTo(last);
    assertThat(log.required("done").asBoolean()).isTrue();
    assertThat(log.required("earlier_events").asLong() + log.required("events").size())
        .isEqualTo(last);
    long seq = log.required("earlier_events").asLong();
    assertThat(seq).isPositive();
    for (JsonNode event : log.required("events")) {
      assertThat(event.required("seq").asLong()).isEqualTo(++seq);
    }
    assertThat(log.toString()).contains("line 300");
  }

  @Test
  void aReceiptIsThereOnceTheTaskHasEnded() {
    ResourceReading signed = read(US, Part.RECEIPT.of(finished));
    assertThat(text(signed).text().split("\\.")).hasSize(3);
    assertThat(text(signed).mimeType()).isEqualTo("application/jose");
    assertThat(signed.freshness().ttl()).isPositive();
    assertThat(signed.freshness().shared()).isFalse();

    ResourceReading none = read(US, Part.RECEIPT.of(waiting));
    assertThat(text(none).mimeType()).isEqualTo("application/problem+json");
    assertThat(json(none).required("code").asString()).isEqualTo("task_not_finished");
    assertThat(none.freshness()).isEqualTo(Freshness.STALE);
  }

  @Test
  void aWatcherOfAnAddressHearsWhatHappensToIt(@TempDir Path folder) throws Exception {
    Path more = folder.resolve("more");
    Path end = folder.resolve("end");
    TaskId task =
        submit(
            Map.of(
                "events",
                List.of(
                    Map.of("stdout", "a"),
                    Map.of("wait_for", more.toString()),
                    Map.of("stdout", "b"),
                    Map.of("wait_for", end.toString()))));
    RunningEngine.await("a is written", () -> running.task(task).lastSeq() == 2);
    Semaphore log = new Semaphore(0);
    Semaphore receipt = new Semaphore(0);
    try (Watch _ = watch(US, Part.EVENTS.of(task), log).orElseThrow();
        Watch _ = watch(US, Part.RECEIPT.of(task), receipt).orElseThrow()) {
      Files.createFile(more);
      log.acquire();
      Files.createFile(end);
      receipt.acquire();
    }
  }

  private Optional<Watch> watch(Caller caller, String uri, Semaphore heard) {
    return new ResourceChanges(new TaskChanges(running.engine().reader()))
        .watch(caller, new Topic.Resource(uri), heard::release);
  }

  @Test
  void whatOneMayNotKnowOfIsLikeWhatDoesNotExist() {
    for (Part part : Part.values()) {
      assertThat(find(SOMEBODY_ELSE, part.of(finished))).isEmpty();
      assertThat(find(US, part.of(new TaskId(UUID.randomUUID())))).isEmpty();
      assertThat(watch(SOMEBODY_ELSE, part.of(finished), new Semaphore(0))).isEmpty();
      assertThat(watch(US, part.of(new TaskId(UUID.randomUUID())), new Semaphore(0))).isEmpty();
    }
    assertThat(find(US, "axontask://tasks/x")).isEmpty();
  }

  @Test
  void idsAreCompletedNewestFirst() {
    String id = finished.toString();
    assertThat(proposal(US, id).values()).containsExactly(id);
    assertThat(proposal(US, id.toUpperCase(Locale.ROOT)).values()).containsExactly(id);
    assertThat(proposal(US, id.substring(0, 35)).values()).contains(id);
    assertThat(proposal(US, "ffff")).isEqualTo(new Proposal(List.of(), 0, false));
    assertThat(proposal(US, "no id").values()).isEmpty();
    assertThat(proposal(SOMEBODY_ELSE, "").values()).isEmpty();

    Proposal all = proposal(US, "");
    assertThat(all.values()).hasSize(100).doesNotContain(id);
    assertThat(all.values().reversed()).isSorted();
    assertThat(all.more()).isTrue();
  }

  @Test
  void onlyIdsOfTasksAreCompleted() {
    assertThat(proposal(Kind.PROMPT, "what_happened", "task_id").values()).hasSize(100);
    assertThat(proposal(Kind.PROMPT, "run_and_watch", "command").values()).isEmpty();
    assertThat(proposal(Kind.RESOURCE, Part.EVENTS.template(), "id").values()).hasSize(100);
    assertThat(proposal(Kind.RESOURCE, Part.EVENTS.template(), "seq").values()).isEmpty();
    assertThat(proposal(Kind.RESOURCE, "axontask://keys/{id}", "id").values()).isEmpty();
  }

  private TaskId submit(Map<String, @Nullable Object> args) {
    return running.submit(RunningEngine.request(args));
  }

  private Proposal proposal(Caller caller, String typed) {
    return completions.complete(
        new Question(caller, Kind.RESOURCE, Part.STATUS.template(), "id", typed, Map.of()));
  }

  private Proposal proposal(Kind kind, String subject, String argument) {
    return completions.complete(new Question(US, kind, subject, argument, "", Map.of()));
  }

  private Optional<Answer<ResourceReading>> find(Caller caller, String uri) {
    return resources.read(
        new ResourceCall(caller, Client.UNKNOWN, uri, Inputs.NONE, new Unheard()));
  }

  private ResourceReading read(Caller caller, String uri) {
    if (find(caller, uri).orElseThrow() instanceof ResourceReading reading) {
      assertThat(text(reading).uri()).isEqualTo(uri);
      return reading;
    }
    throw new AssertionError("no reading of " + uri);
  }

  private static ResourceContent.Text text(ResourceReading reading) {
    if (reading.contents().getFirst() instanceof ResourceContent.Text text) {
      return text;
    }
    throw new AssertionError("no text");
  }

  private static JsonNode json(ResourceReading reading) {
    return Json.tree(text(reading).text().getBytes(UTF_8));
  }
}
