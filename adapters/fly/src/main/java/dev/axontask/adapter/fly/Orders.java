package dev.axontask.adapter.fly;

import dev.axontask.adapter.ArgsProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads arguments that are valid against {@code args-schema.json}, and checks the rest. */
final class Orders {
  /** An image is named, never an option or a path: {@code registry.fly.io/app:tag@sha256:...}. */
  private static final Pattern IMAGE =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]*(/[A-Za-z0-9_][A-Za-z0-9._:-]*)*");

  private static final Pattern DIGEST = Pattern.compile("@sha256:[0-9a-f]{64}$");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /**
   * Far above what anybody needs, below what a request may sensibly have: 256 KiB of characters.
   */
  private static final int MAX_TEXT = 256 * 1024;

  private static final Set<String> OF_RUN =
      Set.of(
          "image",
          "command",
          "entrypoint",
          "env",
          "region",
          "cpu_kind",
          "cpus",
          "memory_mb",
          "stop_signal");

  private final Map<String, @Nullable Object> args;
  private final List<ArgsProblem> problems;

  private Orders(Map<String, @Nullable Object> args, List<ArgsProblem> problems) {
    this.args = args;
    this.problems = problems;
  }

  static String schema() {
    try (InputStream file =
        Objects.requireNonNull(Orders.class.getResourceAsStream("args-schema.json"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * @param apps those that configuration allows; empty if that is for another process to know
   * @param problems gets what is wrong; the order is of use only if that is nothing
   */
  static Order read(
      Map<String, @Nullable Object> args, Set<String> apps, List<ArgsProblem> problems) {
    return new Orders(args, problems).read(apps);
  }

  private Order read(Set<String> apps) {
    String app = text("app", "");
    if (!apps.isEmpty() && !apps.contains(app)) {
      wrong(
          "app", "is not an app that this server may use; allowed are " + String.join(", ", apps));
    }
    return text("action", "run").equals("watch") ? watch(app) : run(app);
  }

  private Order watch(String app) {
    for (String name : OF_RUN) {
      if (args.containsKey(name)) {
        wrong(name, "belongs to the action run; watch takes app and release");
      }
    }
    return new Order.Watch(
        app,
        args.get("release") instanceof Number release
            ? OptionalLong.of(release.longValue())
            : OptionalLong.empty());
  }

  private Order run(String app) {
    if (args.containsKey("release")) {
      wrong("release", "belongs to the action watch");
    }
    Order.Run run =
        new Order.Run(
            app,
            image(),
            words("command"),
            words("entrypoint"),
            env(),
            Optional.ofNullable(args.get("region") instanceof String region ? region : null),
            text("cpu_kind", "shared"),
            number("cpus", 1),
            number("memory_mb", 256),
            text("stop_signal", "SIGTERM"));
    checkSize(run);
    return run;
  }

  private String image() {
    String image = text("image", "");
    if (image.isEmpty()) {
      wrong("image", "is required to run a machine: a name such as registry.fly.io/app:tag");
    } else if (!IMAGE.matcher(DIGEST.matcher(image).replaceFirst("")).matches()) {
      wrong("image", "is no image name; give one such as registry-1.docker.io/library/alpine:3");
    }
    return image;
  }

  private List<String> words(String field) {
    List<?> given = args.get(field) instanceof List<?> list ? list : List.of();
    for (int i = 0; i < given.size(); i++) {
      noNul(field + "." + i, String.valueOf(given.get(i)));
    }
    return given.stream().map(String::valueOf).toList();
  }

  private Map<String, String> env() {
    Map<String, String> env = new LinkedHashMap<>();
    if (args.get("env") instanceof Map<?, ?> given) {
      given.forEach((name, value) -> {
        String field = "env." + String.valueOf(name).replaceAll("\\p{Cntrl}", "?");
        if (!VARIABLE.matcher(String.valueOf(name)).matches()) {
          wrong(field, "is no name of a variable: letters, digits and _, no digit first");
        }
        noNul(field, String.valueOf(value));
        env.put(String.valueOf(name), String.valueOf(value));
      });
    }
    return env;
  }

  private void noNul(String field, String value) {
    if (value.indexOf('\0') >= 0) {
      wrong(field, "contains a NUL, which no program can be given");
    }
  }

  private void checkSize(Order.Run run) {
    checkSize("command", run.command().stream().mapToInt(String::length).sum());
    checkSize("entrypoint", run.entrypoint().stream().mapToInt(String::length).sum());
    int env =
        run.env().entrySet().stream()
            .mapToInt(e -> e.getKey().length() + e.getValue().length())
            .sum();
    checkSize("env", env);
  }

  private void checkSize(String field, int length) {
    if (length > MAX_TEXT) {
      wrong(field, "has " + length + " characters in all; at most " + MAX_TEXT + " are allowed");
    }
  }

  private String text(String field, String otherwise) {
    return args.get(field) instanceof String text ? text : otherwise;
  }

  private int number(String field, int otherwise) {
    return args.get(field) instanceof Number number ? number.intValue() : otherwise;
  }

  private void wrong(String field, String message) {
    problems.add(new ArgsProblem(field, message));
  }
}
