package dev.axontask.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.running.Http;
import dev.axontask.server.running.RunningServer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** docs/metrics.md lists what a server measures, with type and labels. */
@Timeout(60)
class MetricsDocumentIT {
  private static final Path DOCUMENT = Path.of("../docs/metrics.md");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(\\w+)` \\| (\\w+) \\| ([\\w, ]*?) ?\\|");
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\w+) (\\w+)$");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

  private final Http http = new Http(RunningServer.shared().url());
  private String page = "";

  @BeforeEach
  void measureSomething() throws Exception {
    var _ = http.finished("{\"events\": [{\"stdout\": \"x\"}]}");
    var _ = http.send(HttpRequest.newBuilder(http.base().resolve("/api/tasks")));
    page = http.get("/metrics").raw().body();
  }

  @Test
  void theDocumentHoldsTheNamesTypesAndLabelsOfTheServer() throws IOException {
    List<String> documented =
        ROW.matcher(Files.readString(DOCUMENT))
            .results()
            .map(row -> row.group(1) + " " + row.group(2) + " [" + row.group(3) + "]")
            .toList();
    TreeSet<String> measured =
        TYPE.matcher(page)
            .results()
            .filter(type -> type.group(1).startsWith("axontask_"))
            .filter(type -> !type.group(1).endsWith("_seconds_max"))
            .map(type -> type.group(1) + " " + type.group(2) + " [" + labels(type) + "]")
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(documented).containsExactlyInAnyOrderElementsOf(measured);
  }

  private String labels(MatchResult type) {
    Pattern samples =
        Pattern.compile("(?m)^" + type.group(1) + "(?:_bucket|_count|_sum)?\\{(.*)} \\S+$");
    return samples
        .matcher(page)
        .results()
        .flatMap(sample -> LABEL.matcher(sample.group(1)).results())
        .map(label -> label.group(1))
        .filter(label -> !label.equals("le"))
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .collect(Collectors.joining(", "));
  }

  @Test
  void namesThatAreNotOursAreThoseOfTheJavaPlatform() {
    assertThat(TYPE.matcher(page).results().map(type -> type.group(1)))
        .allMatch(name -> name.matches("(axontask|jvm|process)_.*"));
  }

  @Test
  void noLabelHoldsATaskOrItsPath() throws Exception {
    String task = http.finished("{}");
    var _ = http.get("/api/tasks/" + task);
    assertThat(http.get("/metrics").raw().body()).doesNotContain(task);
  }
}
