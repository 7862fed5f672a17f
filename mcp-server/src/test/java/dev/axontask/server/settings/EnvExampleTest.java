package dev.axontask.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds {@code .env.example} against the settings that exist. */
class EnvExampleTest {
  private static final Pattern VARIABLE = Pattern.compile("(?m)^# ([A-Z][A-Z0-9_]+)=");
  private static final Set<String> OF_COMPOSE =
      Set.of("POSTGRES_OWNER_PASSWORD", "POSTGRES_RUNTIME_PASSWORD", "REDIS_PASSWORD");

  private static Set<String> documented() throws IOException {
    String text = Files.readString(Path.of("..", ".env.example"));
    return VARIABLE
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everySettingIsDocumented() throws IOException {
    Set<String> variables = new TreeSet<>();
    for (Setting setting : Setting.values()) {
      variables.add(setting.name());
      if (setting.fileVariable() != null) {
        variables.add(setting.fileVariable());
      }
    }
    assertThat(documented()).containsAll(variables);
  }

  @Test
  void whatComposeIsSaidToTakeItTakes() throws IOException {
    String compose = Files.readString(Path.of("..", "compose.yaml"));
    String text = Files.readString(Path.of("..", ".env.example"));
    String list =
        text.substring(text.indexOf("docker compose only"), text.indexOf("the\n# others"));
    Set<String> named =
        Pattern.compile("[A-Z][A-Z0-9_]{6,}")
            .matcher(list)
            .results()
            .map(MatchResult::group)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(named).hasSizeGreaterThan(10).allMatch(name -> compose.contains(name));
  }

  @Test
  void everythingDocumentedExists() throws IOException {
    Set<String> ours = documented();
    ours.removeAll(OF_COMPOSE);
    ours.removeIf(variable -> Setting.ofVariable(variable).isPresent());

    assertThat(KnownVariables.problems(ours)).isEmpty();
  }
}
