package dev.axontask.chaos.fleet;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A process that should be running: started, killed, stopped and continued, and started again when
 * it ended by itself, as a machine's init would. Thread-safe.
 */
public final class Part {
  private final String name;
  private final String namespace;
  private final Supplier<List<String>> command;
  private final Map<String, String> environment;
  private final Path folder;
  private final Consumer<String> timeline;

  /** Promises: one process at most is this part's. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable Process process;
  private boolean wanted;
  private int endings;

  Part(
      String name,
      Supplier<List<String>> command,
      Map<String, String> environment,
      Path folder,
      Consumer<String> timeline) {
    this.name = name;
    this.namespace = name;
    this.command = command;
    this.environment = Map.copyOf(environment);
    this.folder = folder;
    this.timeline = timeline;
  }

  public String name() {
    return name;
  }

  /** Its network namespace, which is its host. */
  public String namespace() {
    return namespace;
  }

  public Path log() {
    return folder.resolve(name + ".log");
  }

  /** Starts it unless it runs. */
  public void start() {
    lock.lock();
    try {
      wanted = true;
      if (process != null && process.isAlive()) {
        return;
      }
      ProcessBuilder builder =
          new ProcessBuilder(Words.inside(namespace, command.get()))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
      builder.environment().keySet().retainAll(List.of("PATH"));
      builder.environment().putAll(environment);
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be started", e);
    } finally {
      lock.unlock();
    }
  }

  /** SIGKILL, and it stays dead until {@link #start}. */
  public void kill() throws InterruptedException {
    end("KILL");
  }

  /** Ends it by a signal that ends it, and it stays dead until {@link #start}. */
  public void end(String signal) throws InterruptedException {
    Process ending;
    lock.lock();
    try {
      wanted = false;
      ending = process;
    } finally {
      lock.unlock();
    }
    if (ending != null) {
      signal(signal, ending);
      ending.waitFor();
    }
  }

  /** Sends SIGSTOP or SIGCONT to it and its children. */
  public void signalTree(String signal) throws InterruptedException {
    Process running = running();
    if (running != null) {
      List<ProcessHandle> children = running.children().toList();
      signal(signal, running);
      for (ProcessHandle child : children) {
        kill(signal, child.pid());
      }
    }
  }

  /** Sends a signal to the process alone. */
  public void signal(String signal) throws InterruptedException {
    Process running = running();
    if (running != null) {
      signal(signal, running);
    }
  }

  private @Nullable Process running() {
    lock.lock();
    try {
      return process;
    } finally {
      lock.unlock();
    }
  }

  private static void signal(String signal, Process process) throws InterruptedException {
    kill(signal, process.pid());
  }

  private static void kill(String signal, long pid) throws InterruptedException {
    try {
      Words.run(List.of("kill", "-" + signal, String.valueOf(pid)), Path.of("/"));
    } catch (IOException gone) {
      // It ended meanwhile, which the next look sees.
    }
  }

  /** Starts it again if it ended although nobody ended it, and says so in the timeline. */
  void keep() {
    lock.lock();
    try {
      if (wanted && process != null && !process.isAlive()) {
        endings++;
        timeline.accept(name + " ended by itself with " + process.exitValue() + "; started again");
        start();
      }
    } finally {
      lock.unlock();
    }
  }

  /** How often it ended although nobody ended it. */
  public int endings() {
    lock.lock();
    try {
      return endings;
    } finally {
      lock.unlock();
    }
  }
}
