package dev.axontask.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/settings.md lists the settings that there are, in these words. */
class SettingsDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/settings.md");

  @Test
  void theDocumentHoldsTheTableOfTheCode() throws IOException {
    String table =
        Arrays.stream(Setting.values())
            .map(SettingsDocumentTest::row)
            .collect(Collectors.joining("\n"));
    assertThat(Files.readString(DOCUMENT)).as("replace the table with:\n" + table).contains(table);
  }

  private static String row(Setting setting) {
    String file = setting.fileVariable();
    return "| `%s`%s | `%s %s` | %s | %s |"
        .formatted(
            setting.name(),
            file == null ? "" : ", `" + file + "`",
            setting.flag(),
            setting.placeholder(),
            setting.defaultText().replace("<", "&lt;").replace(">", "&gt;"),
            setting.description().replace("<", "&lt;").replace(">", "&gt;"));
  }
}
