package dev.axontask.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.journey.Await;
import dev.axontask.server.running.Http;
import dev.axontask.server.running.RunningServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands for people and scripts, against a running server. */
@Timeout(90)
class CommandLineIT {
  private static final String OUTPUT =
      "{\"events\": [{\"stdout\": \"line {i}\\n\", \"repeat\": 3}, {\"stderr\": \"oh\\n\"}],"
          + " \"exit_code\": 3}";
  private static final String NONE = "00000000-0000-7000-8000-000000000000";
  private static final String ESCAPE = "\u001b";

  private final String url = RunningServer.shared().url().toString();
  private final Http http = new Http(RunningServer.shared().url());

  private Ran run(String... args) {
    return Ran.command(with(url, RunningServer.KEY), args);
  }

  private static Map<String, String> with(String url, String key) {
    return Map.of("AXONTASK_URL", url, "AXONTASK_API_KEY", key);
  }

  @Test
  void startPrintsTheIdAloneAndSaysBesideItWhatToDoNext() {
    Ran started = run("task", "start", "--name", "n", "--tag", "cli-start", "--", "true");
    assertThat(started.exitCode()).as(started.err()).isZero();
    assertThat(started.out().strip()).matches("[0-9a-f-]{36}");
    assertThat(started.err()).contains("task logs -f " + started.out().strip());
    Ran listed = run("task", "list", "--tag", "cli-start");
    assertThat(listed.out()).contains(started.out().strip()).endsWith("  n\n");
  }

  @Test
  void startWithFollowShowsTheOutputAndExitsAsTheCommandDid() {
    Ran ran = run("task", "start", "-f", "--", "sh", "-c", "echo out; echo err >&2; exit 7");
    assertThat(ran.out()).isEqualTo("out\n");
    assertThat(ran.err()).contains("err\n", "failed, exit code 7");
    assertThat(ran.exitCode()).isEqualTo(7);
  }

  @Test
  void logsAreTheOutputByteForByte() throws Exception {
    String task =
        http.finished("{\"events\": [{\"stdout_base64\": \"/wAK\"}, {\"stdout\": \"é\\n\"}]}");
    Path out = Files.createTempFile("axontask-logs", ".bin");
    try (java.io.PrintStream file = new java.io.PrintStream(out.toFile())) {
      Console console = new Console(file, file, false);
      String[] args = {"task", "logs", task};
      assertThat(AxonTask.run(args, with(url, RunningServer.KEY), console)).isZero();
      assertThat(Files.readAllBytes(out)).containsExactly(0xff, 0, '\n', 0xc3, 0xa9, '\n');
    } finally {
      Files.delete(out);
    }
  }

  @Test
  void logsThatFollowEndWithTheTask() throws Exception {
    String task =
        http.start(OUTPUT.replace("\"oh", "\"wait\"}, {\"wait_ms\": 300, \"stderr\": \"oh"));
    Ran followed = run("task", "logs", "-f", task);
    assertThat(followed.out()).isEqualTo("line 1\nline 2\nline 3\n");
    assertThat(followed.err()).contains("oh\n", "[failed, exit code 3");
    assertThat(followed.exitCode()).isEqualTo(3);
    Ran events = run("task", "logs", "-f", "--json", task);
    assertThat(events.out().lines()).allMatch(line -> line.startsWith("{\"seq\":"));
    assertThat(events.out().lines().count())
        .isEqualTo(run("task", "status", "--json", task).json().path("last_seq").asLong());
    assertThat(run("task", "logs", "--json", task).out()).isEqualTo(events.out());
  }

  @Test
  void statusIsForPeopleOrForPrograms() throws Exception {
    String task = http.finished(OUTPUT);
    assertThat(run("task", "status", task).out())
        .contains("state              failed", "exit_code          3", "adapter            mock");
    assertThat(run("task", "status", "--json", task).json().path("task_id").asString())
        .isEqualTo(task);
  }

  @Test
  void aScheduleIsMadeListedPausedResumedAndRemovedByItsName() {
    Ran made =
        run(
            "schedule",
            "add",
            "cli-nightly",
            "--cron",
            "0 30 3 * * *",
            "--zone",
            "Europe/Berlin",
            "--overlap",
            "queue_one",
            "--jitter",
            "5m",
            "--",
            "echo",
            "hello");
    assertThat(made.exitCode()).as(made.err()).isZero();
    assertThat(made.out().strip()).matches("[0-9a-f-]{36}");
    assertThat(made.err()).contains("Next: ");
    assertThat(run("schedule", "list").out())
        .contains(
            made.out().strip() + "  active  cli-nightly  (0 30 3 * * * Europe/Berlin)  next ");
    assertThat(run("schedule", "pause", "cli-nightly").out()).isEqualTo("paused\n");
    assertThat(run("schedule", "resume", made.out().strip()).out()).startsWith("active, next ");
    assertThat(run("schedule", "runs", "cli-nightly").out()).isEmpty();
    assertThat(run("schedule", "remove", "cli-nightly").out())
        .isEqualTo("removed " + made.out().strip() + "\n");
    Ran gone = run("schedule", "runs", "cli-nightly");
    assertThat(gone.exitCode()).isEqualTo(1);
    assertThat(gone.err()).contains("there is no schedule \"cli-nightly\"");
  }

  @Test
  void runsOfAScheduleSayWhatCameOfEachTime() throws Exception {
    Ran made = run("schedule", "add", "cli-once", "--in", "0s", "--", "true");
    assertThat(made.exitCode()).as(made.err()).isZero();
    Await.until(
        "it was started",
        Duration.ofSeconds(30),
        () -> run("schedule", "runs", "cli-once").out().contains("  started  task "));
    assertThat(run("schedule", "remove", "cli-once").exitCode()).isZero();
  }

  @Test
  void aScheduleWithoutATimeOrWithAWrongOneIsRefused() {
    assertThat(run("schedule", "add", "cli-none", "--", "true").exitCode()).isEqualTo(2);
    Ran wrong = run("schedule", "add", "cli-wrong", "--cron", "daily", "--", "true");
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.err()).contains("cron cannot be read", "MON-FRI");
  }

  @Test
  void cancelSaysWhetherThereWasSomethingToStop() throws Exception {
    String task = http.start("{\"events\": [{\"wait_ms\": 3600000}]}");
    assertThat(run("task", "cancel", "--reason", "enough", task).out()).contains("being stopped");
    Ran ended = run("task", "logs", "-f", task);
    assertThat(ended.err()).contains("[canceled");
    assertThat(ended.exitCode()).isNotZero();
    Ran again = run("task", "cancel", task);
    assertThat(again.out()).isEqualTo("The task had ended before: canceled.\n");
    assertThat(run("task", "cancel", "--json", task).json().path("canceled").asBoolean()).isFalse();
  }

  @Test
  void aReceiptIsVerifiedFromItsFilesAndAChangedByteIsNamed(@TempDir Path folder) throws Exception {
    String task = http.finished(OUTPUT);
    Path receipt = saved(folder.resolve("receipt"), run("task", "receipt", task));
    Path events = saved(folder.resolve("events"), run("task", "receipt", "--events", task));
    Path keys = saved(folder.resolve("keys"), run("task", "receipt", "--keys", task));
    Ran valid = verified(receipt, events, keys);
    assertThat(valid.exitCode()).as(valid.out()).isZero();
    Files.writeString(events, Files.readString(events).replace("line 2", "line X"));
    Ran changed = verified(receipt, events, keys);
    assertThat(changed.exitCode()).isEqualTo(20);
    assertThat(changed.out()).contains("tampered at event 3");
    assertThat(run("task", "receipt", "--json", task).json().path("claims").isObject()).isTrue();
  }

  private static Path saved(Path file, Ran ran) throws IOException {
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    return Files.writeString(file, ran.out());
  }

  private Ran verified(Path receipt, Path events, Path keys) {
    return run("verify", "--receipt", "" + receipt, "--events", "" + events, "--keys", "" + keys);
  }

  @Test
  void onlyATerminalIsShownColours() throws Exception {
    String task = http.finished(OUTPUT);
    Map<String, String> environment = with(url, RunningServer.KEY);
    for (List<String> args :
        List.of(
            List.of("task", "logs", "-f", task),
            List.of("task", "status", NONE),
            List.of("task", "--help"),
            List.of("doctor"))) {
      String[] words = args.toArray(String[]::new);
      Ran piped = Ran.command(environment, words);
      assertThat(piped.out() + piped.err()).doesNotContain(ESCAPE);
      Ran shown = Ran.command(environment, true, words);
      assertThat(shown.out() + shown.err()).contains(ESCAPE);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          task                               | 2 | ./axontask task --help
          task bogus                         | 2 | Unmatched argument
          task start                         | 2 | Missing required parameter: 'COMMAND'
          task start --timeout soon -- true  | 2 | write 90s, 10m, 2h or 1d
          task start --cwd /nowhere -- true  | 1 | --workspace
          task status                        | 2 | Missing required parameter: 'TASK'
          task status nothing                | 2 | ./axontask task list shows them
          task status 00000000-0000-7000-8000-000000000000 | 1 | You have no task with this id
          task logs -f 00000000-0000-7000-8000-000000000000 | 1 | You have no task with this id
          task list --state happy            | 1 | state must be one of
          task list --limit 0                | 1 | limit must be a whole number from 1 to 200
          task cancel                        | 2 | name either a task, or others by --state
          task cancel 00000000-0000-7000-8000-000000000000 --tag t | 2 | name either a task, or others
          task cancel --state failed         | 1 | state must be one of scheduled, pending
          task erase 00000000-0000-7000-8000-000000000000 3 | 2 | Missing required option: '--reason=TEXT'
          task erase 00000000-0000-7000-8000-000000000000 third --reason r | 2 | names no events; write 3 or 5-9
          task erase 00000000-0000-7000-8000-000000000000 3 --reason r | 1 | You have no task with this id
          dlq                                | 2 | ./axontask dlq --help
          dlq list --reason luck             | 1 | reason must be one of attempts_exhausted, deadline
          dlq show nothing                   | 2 | "nothing" is no task id
          dlq retry                          | 2 | name one task, or say --all
          dlq retry 00000000-0000-7000-8000-000000000000 --tag t | 2 | go with --all
          dlq retry --all --limit 0          | 1 | limit must be a whole number from 1
          dlq remove 00000000-0000-7000-8000-000000000000 | 1 | You have no dead letter with this task id
          dlq cleanup                        | 2 | Missing required option: '--older-than=DURATION'
          queue pause                        | 2 | name either a queue, by its adapter, or a key
          queue pause shell --key k          | 2 | name either a queue, by its adapter, or a key
          queue pause shell --for 10m        | 2 | --for goes with --key; a queue stays paused until it is resumed
          queue pause --key k --for 366d     | 1 | until must be a time from now to 365 days from now
          queue resume nobody                | 1 | There is no queue of this name
          verify                             | 2 | --events
          """)
  void aWrongUseIsExplained(String command, int exitCode, String says) {
    Ran ran = run(command.strip().split(" +"));
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(exitCode);
    assertThat(ran.err()).contains(says).doesNotContain("Exception");
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void aReceiptBeforeTheEndIsRefused() throws Exception {
    String task = http.start("{\"events\": [{\"wait_ms\": 3600000}]}");
    Ran early = run("task", "receipt", task);
    assertThat(early.exitCode()).isEqualTo(1);
    assertThat(early.err()).contains("its receipt exists once it has ended");
    var _ = run("task", "cancel", task);
  }

  @Test
  void aWrongKeyIsExplained() {
    Map<String, String> wrong = with(url, "axon_a_key_of_another_server");
    Ran list = Ran.command(wrong, "task", "list");
    assertThat(list.exitCode()).isEqualTo(1);
    assertThat(list.err()).contains("Send the key").doesNotContain("axon_a_key");
    Ran doctor = Ran.command(wrong, "doctor");
    assertThat(doctor.exitCode()).isEqualTo(1);
    assertThat(doctor.out()).contains("FIX  key", "does not take it", "Unset AXONTASK_API_KEY");
  }

  /** A pasted key may carry a line break, which no header does. */
  @Test
  void aKeyThatCannotBeSentIsRefusedWithoutRepeatingIt() {
    Ran ran = Ran.command(with(url, "axon_damaged\nsecret"), "task", "list");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("copy it again").doesNotContain("secret", "Exception");
  }

  @Test
  void withoutAKeyTheFoldersThatWereLookedIntoAreNamed(@TempDir Path empty) {
    Map<String, String> none = Map.of("AXONTASK_URL", url, "AXONTASK_DATA_DIR", empty.toString());
    Ran ran = Ran.command(none, "task", "list");
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).contains("AXONTASK_API_KEY", empty.toString(), "./axontask serve");
  }

  @Test
  void whenNoServerAnswersItIsSaidHowToStartOne() throws IOException {
    String nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = "http://127.0.0.1:" + free.getLocalPort();
    }
    for (String command : List.of("task list", "task start -- true", "task logs -f " + NONE)) {
      Ran ran = Ran.command(with(nobody, RunningServer.KEY), command.split(" "));
      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.err()).contains(nobody, "./axontask serve").doesNotContain("Exception");
    }
  }

  @Test
  void whatIsNoServerOfOursIsNamed() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var _ = Thread.startVirtualThread(() -> hangUp(silent));
      String there = "http://127.0.0.1:" + silent.getLocalPort();
      Ran ran = Ran.command(with(there, RunningServer.KEY), "task", "list");
      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.err()).contains(there, "./axontask doctor");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/axontask", "/axontask/mcp"})
  void aPathInFrontOfTheServerIsKept(String path) throws IOException {
    try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<String> asked = CompletableFuture.supplyAsync(() -> firstLine(proxy));
      String there = "http://127.0.0.1:" + proxy.getLocalPort() + path;
      assertThat(Ran.command(with(there, RunningServer.KEY), "task", "list").exitCode()).isOne();
      assertThat(asked.join()).startsWith("GET /axontask/api/tasks");
    }
  }

  private static String firstLine(ServerSocket listener) {
    try (Socket caller = listener.accept()) {
      // Whoever tries again is refused, and does not wait for an answer.
      listener.close();
      return new BufferedReader(new InputStreamReader(caller.getInputStream(), UTF_8)).readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void hangUp(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        socket.accept().close();
      } catch (IOException e) {
        // The test has closed the socket.
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"ht!tp, must be a URL", "http://tasks.example.org, must begin with https://"})
  void anAddressThatIsNoneIsRefused(String address, String says) {
    Ran ran = Ran.command(with(address, RunningServer.KEY), "task", "list");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("AXONTASK_URL", says);
  }

  @Test
  void doctorFindsTheServerItsStoresAndItsAdapters() {
    Ran doctor = run("doctor");
    assertThat(doctor.out())
        .contains(
            "ok   server", "ok   database", "ok   redis", "adapter mock", "the server takes it");
  }
}
