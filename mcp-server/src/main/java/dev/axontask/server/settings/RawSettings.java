package dev.axontask.server.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The texts as given: a flag wins over the environment; a secret may lie in a file. */
final class RawSettings {
  private final Map<Setting, String> values = new EnumMap<>(Setting.class);
  private final List<String> problems;

  RawSettings(Map<String, String> environment, Map<Setting, String> flags, List<String> problems) {
    this.problems = problems;
    for (Setting setting : Setting.values()) {
      String flag = flags.get(setting);
      String value =
          switch (setting.kind()) {
            case PLAIN, LIST, PATHS -> flag != null ? flag : environment.get(setting.name());
            case SECRET -> secret(setting, flag, environment);
          };
      if (value != null && !value.isBlank()) {
        values.put(setting, value.strip());
      }
    }
  }

  Optional<String> get(Setting setting) {
    return Optional.ofNullable(values.get(setting));
  }

  String get(Setting setting, String otherwise) {
    return values.getOrDefault(setting, otherwise);
  }

  List<String> list(Setting setting, String otherwise) {
    return Arrays.stream(get(setting, otherwise).split(","))
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .toList();
  }

  private @Nullable String secret(
      Setting setting, @Nullable String flag, Map<String, String> environment) {
    String variable = setting.name() + "_FILE";
    String file = flag != null ? flag : environment.get(variable);
    String direct = environment.get(setting.name());
    if (file == null || file.isBlank()) {
      return direct;
    }
    if (flag == null && direct != null && !direct.isBlank()) {
      problems.add("%s and %s are both set; keep one.".formatted(setting.name(), variable));
    }
    try {
      return Files.readString(Path.of(file.strip()));
    } catch (IOException | RuntimeException e) {
      problems.add(
          "%s names the file %s, which cannot be read; check the path and who may read it."
              .formatted(flag != null ? setting.flag() : variable, file));
      return null;
    }
  }
}
