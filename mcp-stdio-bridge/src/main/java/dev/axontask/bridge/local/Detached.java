package dev.axontask.bridge.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A command that outlives its starter: in a session of its own where {@code setsid} exists (Linux),
 * deaf to hang-ups elsewhere (macOS); no terminal, no inherited pipe that a host would wait for.
 */
record Detached(List<String> command) {
  private static final List<Path> SETSID =
      List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

  static Detached of(Path program, String... arguments) {
    List<String> command = new ArrayList<>();
    SETSID.stream()
        .filter(Files::isExecutable)
        .findFirst()
        .ifPresentOrElse(
            setsid -> command.add(setsid.toString()),
            () -> command.addAll(List.of("/usr/bin/nohup")));
    command.add(program.toString());
    command.addAll(List.of(arguments));
    return new Detached(List.copyOf(command));
  }

  /** Starts it in the data folder, so that it keeps no project's folder busy. */
  Process start(Path dataDir, Path logFile) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(dataDir.toFile());
    builder.environment().put("AXONTASK_DATA_DIR", dataDir.toString());
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()));
    return builder.start();
  }
}
