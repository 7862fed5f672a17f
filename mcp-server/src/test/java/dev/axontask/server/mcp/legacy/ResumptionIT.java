package dev.axontask.server.mcp.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.http.Json;
import dev.axontask.server.mcp.legacy.stream.Replays;
import dev.axontask.server.running.Http;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** An answer reaches its client over as many connections as it takes, each event once. */
@Timeout(90)
class ResumptionIT {
  private static final String NEWEST = "2025-11-25";
  private static final int STEPS = 5;

  private final Fleet fleet = new Fleet();

  @AfterEach
  void close() {
    fleet.close();
  }

  private static List<String> all() {
    List<String> all = new ArrayList<>();
    IntStream.rangeClosed(1, STEPS).forEach(i -> all.add("step " + i));
    all.add("done");
    return all;
  }

  @Test
  void aStreamBeginsWithAnEventToComeBackToAndAllEventsHaveIds() throws Exception {
    LegacyServer server = fleet.server();
    server.stage.progress(1).progress(2).answer("done");
    try (Sse stream = server.client(NEWEST).act(1)) {
      Sse.Received priming = stream.take();
      assertThat(priming.data()).isEmpty();
      assertThat(priming.id()).isNotEmpty();
      assertThat(Integer.parseInt(priming.retry())).isPositive();
      assertThat(stream.rest())
          .allSatisfy(event -> assertThat(event.id()).isNotEmpty())
          .extracting(Sse.Received::gist)
          .containsExactly("step 1", "step 2", "done");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2025-03-26", "2025-06-18"})
  void clientsOfOlderRevisionsGetNoEventWithoutData(String revision) throws Exception {
    LegacyServer server = fleet.server();
    server.stage.progress(1).answer("done");
    try (Sse stream = server.client(revision).act(1)) {
      assertThat(stream.rest())
          .allSatisfy(event -> {
            assertThat(event.data()).isNotEmpty();
            assertThat(event.id()).isNotEmpty();
          });
    }
  }

  @Test
  void aQuickAnswerIsOneObject() throws Exception {
    LegacyServer server = fleet.server();
    server.stage.answer("done");
    Http.Answer answer = server.client(NEWEST).send(TestClient.actRequest(1));

    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.json().required("id").asInt()).isEqualTo(1);
  }

  @Test
  void anAnswerThatTakesLongerBecomesAStream() throws Exception {
    LegacyServer server = fleet.server();
    try (Sse stream = server.client(NEWEST).act(1)) {
      assertThat(stream.take().data()).isEmpty();
      server.stage.answer("done");
      assertThat(stream.gists()).containsExactly("done");
    }
  }

  /** After priming (0) and after each of the events; what follows is said after the cut. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void aCutAnywhereLosesNothingAndDoublesNothing(int read) throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client(NEWEST);
    IntStream.rangeClosed(1, read).forEach(server.stage::progress);
    List<String> got = new ArrayList<>();
    String last;
    try (Sse stream = client.act("call")) {
      last = stream.take().id();
      for (int i = 0; i < read; i++) {
        Sse.Received event = stream.take();
        got.add(event.gist());
        last = event.id();
      }
    }
    IntStream.rangeClosed(read + 1, STEPS).forEach(server.stage::progress);
    server.stage.answer("done");
    try (Sse rest = client.resume(last)) {
      got.addAll(rest.gists());
    }
    assertThat(got).isEqualTo(all());
  }

  /** The events were sent before the cut, and the client got some of them only. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void whatWasSentAndNotReceivedIsSentAgain(int received) throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client(NEWEST);
    IntStream.rangeClosed(1, STEPS).forEach(server.stage::progress);
    server.stage.answer("done");
    List<Sse.Received> events;
    try (Sse stream = client.act("call")) {
      events = stream.rest();
    }
    for (int again = 0; again < 2; again++) {
      try (Sse rest = client.resume(events.get(received).id())) {
        assertThat(rest.gists()).isEqualTo(all().subList(received, all().size()));
      }
    }
  }

  @Test
  void aClientMayBeCutAfterEachSingleEvent() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client(NEWEST);
    List<String> got = new ArrayList<>();
    Sse stream = client.act("call");
    String last = stream.take().id();
    for (int step = 1; step <= STEPS; step++) {
      server.stage.progress(step);
      Sse.Received event = stream.take();
      got.add(event.gist());
      last = event.id();
      stream.close();
      stream = client.resume(last);
    }
    server.stage.answer("done");
    got.addAll(stream.gists());
    stream.close();
    assertThat(got).isEqualTo(all());
  }

  @Test
  void aToolThatHangsUpGoesOnAndIsHeardByWhoComesBack() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client(NEWEST);
    server.stage.then(call -> call.signals().hangUp());
    String last;
    try (Sse stream = client.act(7)) {
      last = stream.take().id();
      assertThat(stream.rest()).isEmpty();
    }
    server.stage.progress(1).answer("done");
    try (Sse rest = client.resume(last)) {
      assertThat(rest.gists()).containsExactly("step 1", "done");
    }
  }

  @Test
  void whoCannotComeBackIsNotHungUpOn() throws Exception {
    LegacyServer server = fleet.server();
    server.stage.then(call -> call.signals().hangUp()).progress(1).answer("done");
    try (Sse stream = server.client("2025-06-18").act(7)) {
      assertThat(stream.gists()).containsExactly("step 1", "done");
    }
  }

  @Test
  void aCutIsNoCancellationForWhoCanComeBack() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client(NEWEST);
    Sse stream = client.act(1);
    String last = stream.take().id();
    stream.close();
    // The server notices when it writes.
    while (server.load().connections() > 0) {
      server.stage.progressNow();
    }
    assertThat(server.stage.begun.take().signals().stopping()).isFalse();
    server.stage.answer("done");
    try (Sse rest = client.resume(last)) {
      assertThat(rest.gists()).startsWith("step 1").endsWith("done");
    }
  }

  @Test
  void aCutEndsTheWaitOfWhoCannot() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client("2025-06-18");
    server.stage.progress(0);
    Sse stream = client.act(1);
    stream.take();
    stream.close();
    // The server notices when it writes, and then the call is told to stop.
    var call = server.stage.begun.take();
    while (!call.signals().stopping()) {
      server.stage.progress(1);
    }
    assertThat(server.stage.ended.take().toString()).contains("stopped");
  }

  @Test
  void idsShowNothing() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client(NEWEST);
    IntStream.rangeClosed(1, 20).forEach(server.stage::progress);
    server.stage.answer("done");
    Set<String> ids = new HashSet<>();
    try (Sse stream = client.act("a-request-id")) {
      for (Sse.Received event : stream.rest()) {
        assertThat(ids.add(event.id())).isTrue();
        assertThat(event.id()).doesNotContain(client.session(), "a-request-id");
      }
    }
    // Neither the session nor the request nor the stream is a part that stays the same.
    assertThat(ids.stream().map(id -> id.substring(0, 8)).distinct()).hasSize(ids.size());
    assertThat(ids.stream().map(id -> id.substring(60, 68)).distinct()).hasSize(ids.size());
  }

  @Test
  void anIdIsOfUseToItsOwnSessionAlone() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client(NEWEST);
    TestClient other = server.client(NEWEST);
    String id;
    try (Sse stream = client.act(1)) {
      id = stream.take().id();
    }
    for (String bad : List.of("1", "x".repeat(200), id.substring(1), id + "A")) {
      assertThat(client.tryResume(bad).status()).isEqualTo(400);
    }
    Http.Answer refused = other.tryResume(id);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().required("error").required("message").asString())
        .contains("Last-Event-ID");
    server.stage.answer("done");
    try (Sse rest = client.resume(id)) {
      assertThat(rest.gists()).containsExactly("done");
    }
  }

  @Test
  void onAnotherServerNobodyWaitsForAnAnswerThatIsNowhere() throws Exception {
    LegacyServer first = fleet.server();
    TestClient client = first.client(NEWEST);
    String id;
    try (Sse stream = client.act("call")) {
      id = stream.take().id();
    }
    assertLost(client.at(fleet.server()), id);
  }

  private static void assertLost(TestClient client, String id) throws Exception {
    try (Sse rest = client.resume(id)) {
      List<Sse.Received> events = rest.rest();
      assertThat(events).hasSize(1);
      JsonNode error = events.getFirst().json();
      assertThat(error.required("id").asString()).isEqualTo("call");
      assertThat(error.required("error").required("message").asString()).contains("again");
      assertThat(error.required("error").required("data").required("retryable").asBoolean())
          .isTrue();
    }
  }

  @Test
  void whatIsNotKeptAnyMoreIsSaidToBeLost() throws Exception {
    LegacyServer server = fleet.server(new Replays.Limits(5_000, 100_000, Duration.ofMinutes(5)));
    TestClient client = server.client(NEWEST);
    Sse stream = client.act("call");
    String id = stream.take().id();
    stream.close();
    for (int i = 0; i < 20; i++) {
      server.stage.progress(i);
    }
    server.stage.answer("x".repeat(1_000));
    server.stage.ended.take();
    assertLost(client, id);
    assertThat(server.load().kept().bytes()).isLessThan(7_000);
    // Nothing is in its way when the client asks again, with the same id.
    server.stage.answer("second time");
    assertThat(client.send(TestClient.actRequest("call")).json().toString())
        .contains("second time");
  }

  @Test
  void anAnswerIsKeptForAWhileAndThenLost() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client(NEWEST);
    server.stage.progress(1).answer("done");
    String id;
    try (Sse stream = client.act("call")) {
      id = stream.take().id();
      stream.rest();
    }
    server.sweep();
    server.pass(Duration.ofMinutes(4));
    server.sweep();
    try (Sse rest = client.resume(id)) {
      assertThat(rest.gists()).containsExactly("step 1", "done");
    }
    server.pass(Duration.ofMinutes(2));
    server.sweep();
    assertLost(client, id);
  }

  @Test
  void anAnswerLargerThanAllThatIsKeptIsReadOnce() throws Exception {
    LegacyServer server = fleet.server(new Replays.Limits(5_000, 10_000, Duration.ofMinutes(5)));
    TestClient client = server.client(NEWEST);
    server.stage.progress(1).answer("x".repeat(500_000));
    try (Sse stream = client.act(1)) {
      assertThat(stream.gists().getLast()).hasSize(500_000);
    }
  }

  @Test
  void aReaderThatTakesNothingHoldsNothingUp() throws Exception {
    LegacyServer server = fleet.server(new Replays.Limits(200_000, 400_000, Duration.ofMinutes(5)));
    TestClient client = server.client(NEWEST);
    String large = "x".repeat(100_000);
    try (Sse unread = client.act("call")) {
      assertThat(unread.take().data()).isEmpty();
      // 40 MB, far more than fits between the two.
      for (int i = 0; i < 400; i++) {
        server.stage.then(call -> call.signals().progress(1, 0, large));
      }
      server.stage.answer("done");
      assertThat(server.stage.ended.take()).isNotNull();
      assertThat(server.load().kept().bytes()).isLessThan(500_000);
      // What it can still have ends with a clear word.
      assertThat(unread.gists().getLast()).isEqualTo("error");
    }
  }

  @Test
  void threeHundredCutConnectionsLeaveNothing() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client(NEWEST);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Sse>> calls = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        int id = i;
        calls.add(() -> client.act(id));
      }
      for (Future<Sse> stream : callers.invokeAll(calls)) {
        stream.get().close();
      }
    }
    for (int i = 0; i < 300; i++) {
      server.stage.answer("nobody hears");
    }
    for (int i = 0; i < 300; i++) {
      server.stage.ended.take();
    }
    LegacyEra.Load load = server.load();
    while (load.calls() > 0 || load.connections() > 0 || load.sessions() > 0) {
      load = server.load();
      Thread.onSpinWait();
    }
    assertThat(load.kept().streams()).isEqualTo(300);
    server.sweep();
    server.pass(Duration.ofMinutes(6));
    server.sweep();
    assertThat(server.load().kept()).isEqualTo(new Replays.Kept(0, 0, 0));
    assertThat(server.stage.openWatches()).isZero();
  }

  @Test
  void aRequestIdMayBeLongButNotTooLong() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client(NEWEST);
    String id = "ä".repeat(500);
    String last;
    try (Sse stream = client.act(id)) {
      last = stream.take().id();
    }
    server.stage.answer("done");
    try (Sse rest = client.resume(last)) {
      assertThat(rest.take().json().required("id").asString()).isEqualTo(id);
    }
    Http.Answer tooLong = client.send(TestClient.actRequest("x".repeat(1_100)));
    assertThat(tooLong.status()).isEqualTo(400);
    assertThat(Json.text(tooLong.json())).contains("1024");
  }
}
