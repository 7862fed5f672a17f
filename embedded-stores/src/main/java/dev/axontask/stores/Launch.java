package dev.axontask.stores;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How a store's programs are started: without our environment, and without privileges where we are
 * root (PostgreSQL refuses root). A server also gets a session of its own, so that neither the end
 * of this process nor Ctrl-C in its terminal reaches it.
 */
sealed interface Launch {
  /** What goes before a program's own words. */
  List<String> prefix();

  /** Gives the folder to whoever the programs run as, where that is not this process's user. */
  default void own(Path folder) throws IOException {}

  /** As this process's user, who is not root. */
  record AsIs() implements Launch {
    @Override
    public List<String> prefix() {
      return List.of();
    }
  }

  /** Root alone in a user namespace without a map: owner of root's files, and nothing more. */
  record InUserNamespace() implements Launch {
    @Override
    public List<String> prefix() {
      return List.of("unshare", "-U", "--");
    }
  }

  /** As {@code nobody}, where containers forbid user namespaces. */
  record AsNobody() implements Launch {
    private static final String UID = "65534";

    @Override
    public List<String> prefix() {
      return List.of("setpriv", "--reuid=" + UID, "--regid=" + UID, "--clear-groups", "--");
    }

    @Override
    public void own(Path folder) throws IOException {
      if (!succeeds(List.of("chown", "-R", UID + ":" + UID, folder.toString()))
          || !succeeds(wrap(List.of("test", "-w", folder.toString())))) {
        throw new StoreException(
            "user namespaces are forbidden here, so PostgreSQL and Redis run as uid "
                + (UID + ", which cannot reach " + folder)
                + ": choose a data folder whose parents are open to all (mode 0711), start AxonTask"
                + " as another user than root, or set DATABASE_URL and REDIS_URL");
      }
    }
  }

  static Launch here() throws IOException {
    if (!isRoot()) {
      return new AsIs();
    }
    return succeeds(List.of("unshare", "-U", "true")) ? new InUserNamespace() : new AsNobody();
  }

  private static boolean isRoot() throws IOException {
    Path probe = Files.createTempFile("axontask", ".uid");
    try {
      return Files.getOwner(probe).getName().equals("root");
    } finally {
      Files.delete(probe);
    }
  }

  /** The command with our prefix before it. */
  default List<String> wrap(List<String> command) {
    List<String> whole = new ArrayList<>(prefix());
    whole.addAll(command);
    return whole;
  }

  /**
   * Starts a server that outlives this process.
   *
   * @param log where its output is appended
   */
  default Process server(List<String> command, Path folder, Path log) throws IOException {
    List<String> whole = new ArrayList<>(NewSession.PREFIX);
    whole.addAll(wrap(command));
    return start(whole, folder, ProcessBuilder.Redirect.appendTo(log.toFile()));
  }

  /**
   * Runs a program to its end.
   *
   * @return its exit code
   */
  default int run(List<String> command, Path folder, Path log) throws IOException {
    return await(start(wrap(command), folder, ProcessBuilder.Redirect.appendTo(log.toFile())));
  }

  private static Process start(List<String> words, Path folder, ProcessBuilder.Redirect output)
      throws IOException {
    var builder = new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
    builder.redirectInput(new File("/dev/null")).redirectOutput(output);
    builder.environment().keySet().retainAll(List.of("PATH"));
    builder.environment().put("LC_ALL", "C");
    return builder.start();
  }

  private static boolean succeeds(List<String> command) throws IOException {
    try {
      return await(start(command, Path.of("/"), ProcessBuilder.Redirect.DISCARD)) == 0;
    } catch (IOException programIsMissing) {
      return false;
    }
  }

  private static int await(Process process) throws IOException {
    try {
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new StoreException(process.info().commandLine().orElse("a program") + " hangs");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Puts a program into a session of its own; macOS has no setsid(1), but a Perl. */
  final class NewSession {
    static final List<String> PREFIX =
        Platform.here().linux()
            ? List.of("setsid")
            : List.of("perl", "-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV or die $!");

    private NewSession() {}
  }
}
