package dev.axontask.server.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.running.Http;
import dev.axontask.server.running.RunningServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** {@code examples/adapter} is what {@code docs/adapters.md} says: a start for one's own. */
@Timeout(120)
class ExampleAdapterIT {
  @TempDir Path folder;

  private Path sub(String name) throws Exception {
    return Files.createDirectory(folder.resolve(name));
  }

  @Test
  void aServerRunsItsTasksFromThePluginsFolderAndRefusesBadArguments() throws Exception {
    Path plugins = sub("plugins");
    ExampleAdapter.jar(ExampleAdapter.classes(sub("classes")), plugins.resolve("echo.jar"));
    try (RunningServer server =
        RunningServer.start(Map.of("AXONTASK_PLUGINS_DIR", plugins.toString()))) {
      Http http = new Http(server.url());
      String task =
          http.post("/api/tasks", "{\"adapter\":\"echo\",\"args\":{\"text\":\"hi\",\"times\":3}}")
              .json()
              .required("task_id")
              .asString();
      String log = http.get("/api/tasks/" + task + "/stream").raw().body();
      assertThat(log).contains("\"state\":\"succeeded\"");
      assertThat(log.lines().filter(line -> line.contains("\"text\":\"hi\""))).hasSize(3);

      Http.Answer unknown =
          http.post("/api/tasks", "{\"adapter\":\"echo\",\"args\":{\"text\":\"hi\",\"loud\":1}}");
      assertThat(unknown.status()).isEqualTo(422);
      assertThat(unknown.raw().body()).contains("loud");
      Http.Answer wrong =
          http.post(
              "/api/tasks",
              "{\"adapter\":\"echo\",\"args\":{\"text\":\"?\",\"encoding\":\"base64\"}}");
      assertThat(wrong.status()).isEqualTo(422);
      assertThat(wrong.raw().body()).contains("args.text", "base64");
    }
  }

  @Test
  void itKeepsTheContract() throws Exception {
    Path classes = ExampleAdapter.classes(sub("classes"));
    Path tests = ExampleAdapter.tests(classes, sub("tests"));
    URL[] path = {classes.toUri().toURL(), tests.toUri().toURL()};
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(path, before)) {
      thread.setContextClassLoader(loader);
      TestExecutionSummary summary = run(loader);

      StringWriter failures = new StringWriter();
      summary.printFailuresTo(new PrintWriter(failures));
      assertThat(summary.getTotalFailureCount()).as(failures.toString()).isZero();
      assertThat(summary.getTestsSucceededCount()).isGreaterThan(15);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static TestExecutionSummary run(ClassLoader loader) throws ClassNotFoundException {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    Class<?> contract = loader.loadClass("com.example.echo.EchoAdapterContractTest");
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(contract))
                .build(),
            listener);
    return listener.getSummary();
  }
}
