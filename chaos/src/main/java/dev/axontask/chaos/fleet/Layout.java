package dev.axontask.chaos.fleet;

import java.nio.file.Path;
import java.util.List;

/**
 * Where things are in a run.
 *
 * @param folder of the run, as everybody inside sees it
 * @param jars the server's, which stay as they are however long the run takes
 * @param java the program
 * @param faketime the library that moves a process's clock; empty if the machine has none
 */
public record Layout(Path folder, Path jars, Path java, String faketime) {
  static final int POSTGRES_PORT = 5432;
  static final int REDIS_PORT = 6379;
  static final int API_PORT = 8080;

  /** The names of the servers that answer requests, which are their network namespaces too. */
  public static final List<String> SERVERS = List.of("api1", "api2");

  /** The names of the workers. */
  public static final List<String> WORKERS = List.of("worker1", "worker2", "worker3");

  /** The worker whose clock jumps. */
  public static final String JUMPER = "worker2";

  /** The worker whose disk fills. */
  public static final String SMALL_DISK = "worker3";

  /** The address of a namespace, as scripts/chaos.sh gives them. */
  public static String address(String namespace) {
    int last =
        switch (namespace) {
          case "clients" -> 1;
          case "postgres" -> 2;
          case "redis" -> 3;
          case "api1" -> 11;
          case "api2" -> 12;
          case "worker1" -> 21;
          case "worker2" -> 22;
          case "worker3" -> 23;
          default -> throw new IllegalArgumentException("no namespace " + namespace);
        };
    return "10.99.0." + last;
  }

  Path host(String name) {
    return folder.resolve("hosts").resolve(name);
  }

  /** The folder of shared work, which is the current folder of shell tasks. */
  public Path workspace() {
    return folder.resolve("workspace");
  }

  /** Where commands write that they live. */
  public Path witnesses() {
    return workspace().resolve("alive");
  }

  /** Holds how far the jumping clock is off, as libfaketime reads it. */
  Path clock() {
    return folder.resolve("clock");
  }

  Path logs() {
    return folder.resolve("logs");
  }
}
