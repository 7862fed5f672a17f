package dev.axontask.adapter.shell;

import dev.axontask.adapter.ArgsProblem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a task asks to be run.
 *
 * @param argv the program and its arguments
 * @param cwd the folder, as given
 * @param env variables to set
 * @param stdin what the command reads
 * @param network whether the network is asked for
 * @param interactive whether more can be sent to standard input while it runs
 */
record Command(
    List<String> argv,
    Optional<String> cwd,
    Map<String, String> env,
    byte[] stdin,
    boolean network,
    boolean interactive) {

  /** The JSON Schema of the arguments that {@link #parse} takes. */
  static final String SCHEMA =
      """
      {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "command": {
            "type": "string", "minLength": 1, "maxLength": 122880,
            "description": "A command line, run by /bin/sh -c. Give either command or argv."
          },
          "argv": {
            "type": "array", "minItems": 1, "maxItems": 4096,
            "items": {"type": "string", "maxLength": 122880},
            "description": "A program and its arguments, run without a shell."
          },
          "cwd": {
            "type": "string", "minLength": 1, "maxLength": 4095,
            "description": "The folder to run in: inside a configured workspace, absolute or relative to the first one. Default: the first workspace, or an empty folder where none is configured."
          },
          "env": {
            "type": "object", "maxProperties": 512,
            "propertyNames": {"pattern": "^[^=\\u0000]+$"},
            "additionalProperties": {"type": "string"},
            "description": "Environment variables to set."
          },
          "stdin": {
            "type": "string", "maxLength": 1048576,
            "description": "What the command reads from standard input. Default: nothing."
          },
          "network": {
            "type": "boolean", "default": false,
            "description": "Whether the command needs the network; only where configuration allows it."
          },
          "interactive": {
            "type": "boolean", "default": false,
            "description": "Whether send_input can write to standard input while the command runs. It then reads stdin first, and waits for more until the end of file is sent."
          },
          "stall_s": {
            "type": "integer", "minimum": 5, "maximum": 86400, "default": 300,
            "description": "After so many seconds without output an event stalled tells what the command is seen to do."
          }
        },
        "oneOf": [{"required": ["command"]}, {"required": ["argv"]}]
      }
      """;

  /** Reads arguments, adding to {@code problems} what is wrong with them. */
  static Command parse(Map<String, @Nullable Object> args, List<ArgsProblem> problems) {
    List<String> argv = new ArrayList<>();
    boolean shell = args.get("command") != null;
    if (shell == (args.get("argv") != null)) {
      problems.add(new ArgsProblem("command", "give either command or argv, and not both"));
    } else if (shell) {
      argv.addAll(List.of("/bin/sh", "-c", text(args.get("command"), "command", problems)));
    } else if (args.get("argv") instanceof List<?> list) {
      list.forEach(part -> argv.add(text(part, "argv", problems)));
    }
    checkArgv(argv, problems);
    String stdin = args.get("stdin") == null ? "" : String.valueOf(args.get("stdin"));
    byte[] input = stdin.getBytes(StandardCharsets.UTF_8);
    if (input.length > Limits.STDIN_BYTES) {
      problems.add(tooLong("stdin", Limits.STDIN_BYTES, "put it into a file of the workspace"));
    }
    Optional<String> cwd =
        Optional.ofNullable(args.get("cwd")).map(value -> text(value, "cwd", problems));
    if (cwd.isPresent() && bytes(cwd.get()) > Limits.PATH_BYTES) {
      problems.add(tooLong("cwd", Limits.PATH_BYTES, "name a shorter path"));
    }
    boolean network = Boolean.TRUE.equals(args.get("network"));
    Map<String, String> env = env(args.get("env"), problems);
    return new Command(List.copyOf(argv), cwd, env, input, network, interactive(args));
  }

  /** After how long without output it is said that nothing comes. */
  static Duration stallAfter(Map<String, @Nullable Object> args) {
    return args.get("stall_s") instanceof Number seconds
        ? Duration.ofSeconds(seconds.longValue())
        : Limits.STALL;
  }

  static boolean interactive(Map<String, @Nullable Object> args) {
    return Boolean.TRUE.equals(args.get("interactive"));
  }

  private static void checkArgv(List<String> argv, List<ArgsProblem> problems) {
    int total = 0;
    for (String part : argv) {
      total += bytes(part) + 1;
      if (bytes(part) > Limits.ARGUMENT_BYTES) {
        problems.add(tooLong("argv", Limits.ARGUMENT_BYTES, "put the script into a file"));
        return;
      }
    }
    if (argv.size() > Limits.ARGV_COUNT || total > Limits.ARGV_BYTES) {
      problems.add(tooLong("argv", Limits.ARGV_BYTES, "pass a file of arguments"));
    }
    if (!argv.isEmpty() && argv.getFirst().isEmpty()) {
      problems.add(new ArgsProblem("argv", "the first element names a program; it is empty"));
    }
  }

  private static Map<String, String> env(@Nullable Object given, List<ArgsProblem> problems) {
    Map<String, String> env = new LinkedHashMap<>();
    if (given instanceof Map<?, ?> map) {
      map.forEach((key, value) -> {
        String name = String.valueOf(key);
        String field = "env." + name;
        if (name.isEmpty() || name.contains("=") || name.indexOf('\0') >= 0) {
          problems.add(new ArgsProblem("env", "a name is not empty and has no = or NUL"));
        } else if (bytes(name) + bytes(String.valueOf(value)) > Limits.ENV_BYTES) {
          problems.add(tooLong(field, Limits.ENV_BYTES, "put it into a file"));
        } else {
          env.put(name, text(value, field, problems));
        }
      });
    }
    if (env.size() > Limits.ENV_COUNT) {
      problems.add(new ArgsProblem("env", "at most " + Limits.ENV_COUNT + " variables"));
    }
    return env;
  }

  private static String text(@Nullable Object value, String field, List<ArgsProblem> problems) {
    if (!(value instanceof String string)) {
      problems.add(new ArgsProblem(field, "is a string"));
      return "";
    }
    if (string.indexOf('\0') >= 0) {
      problems.add(new ArgsProblem(field, "contains a NUL byte, which no command can be given"));
    }
    return string;
  }

  private static ArgsProblem tooLong(String field, int bytes, String instead) {
    return new ArgsProblem(field, "has more than " + bytes + " bytes; " + instead);
  }

  private static int bytes(String value) {
    return value.getBytes(StandardCharsets.UTF_8).length;
  }
}
