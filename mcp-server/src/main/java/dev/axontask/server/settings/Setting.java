package dev.axontask.server.settings;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be configured: its name in the environment, its flag, its default, and what
 * it does. Secrets have no flag of their own, because arguments can be read by other processes; a
 * flag {@code --NAME-file} and a variable {@code NAME_FILE} name a file instead.
 */
public enum Setting {
  API_HOST(
      Kind.PLAIN,
      "--host",
      "ADDRESS",
      "127.0.0.1",
      "Address to listen on. Anything but a loopback address needs an explicitly configured key."),
  API_PORT(Kind.PLAIN, "--port", "PORT", "8080", "Port to listen on; 0 takes a free one."),
  AXONTASK_DATA_DIR(
      Kind.PLAIN,
      "--data-dir",
      "DIR",
      "~/.axontask, as root /var/lib/axontask",
      "Folder of keys, databases and task output. Created with mode 0700; used by one server at a time."),
  DATABASE_URL(
      Kind.SECRET,
      "--database-url-file",
      "FILE",
      "a PostgreSQL of its own in the data folder",
      "PostgreSQL 15 or newer: postgresql://user:password@host:port/database."),
  AXONTASK_MIGRATION_DATABASE_URL(
      Kind.SECRET,
      "--migration-database-url-file",
      "FILE",
      "DATABASE_URL",
      "The same database as DATABASE_URL, by the login that owns the schema and may create roles."),
  REDIS_URL(
      Kind.SECRET,
      "--redis-url-file",
      "FILE",
      "a Redis of its own in the data folder",
      "Redis 6.2 or newer: redis://:password@host:port/0."),
  AXONTASK_API_KEY(
      Kind.SECRET,
      "--api-key-file",
      "FILE",
      "generated into <data-dir>/api-key",
      "The key that callers send as Authorization: Bearer or X-API-Key; at least 20 characters."),
  RECEIPT_SIGNING_KEY_ED25519(
      Kind.SECRET,
      "--receipt-signing-key-file",
      "FILE",
      "generated in the data folder",
      "The key that signs receipts: base64url of the 32-byte seed, or a PEM."),
  AXONTASK_PUBLIC_URL(
      Kind.PLAIN,
      "--public-url",
      "URL",
      "http://<host>:<port>",
      "How callers reach this server; used in the links that it gives."),
  AXONTASK_ALLOWED_HOSTS(
      Kind.LIST,
      "--allowed-host",
      "NAME",
      "loopback names",
      "Further names that a request's Host header may carry."),
  AXONTASK_ALLOWED_ORIGINS(
      Kind.LIST,
      "--allowed-origin",
      "ORIGIN",
      "loopback origins",
      "Web origins whose pages may call this server, such as https://tasks.example.org."),
  AXONTASK_MAX_BODY_BYTES(
      Kind.PLAIN, "--max-body-bytes", "BYTES", "16777216", "Largest request body."),
  AXONTASK_ROLES(
      Kind.LIST,
      "--roles",
      "ROLE",
      "api,worker",
      "What this process does: api answers requests, worker runs tasks."),
  AXONTASK_WORKER_SLOTS(
      Kind.PLAIN,
      "--worker-slots",
      "COUNT",
      "4 per processor, at least 8",
      "How many commands this process runs at once."),
  AXONTASK_HOST_GRACE(
      Kind.PLAIN,
      "--host-grace",
      "DURATION",
      "24h with its own PostgreSQL, otherwise 120s",
      "How long a running command goes on while no server process on this host is alive."),
  AXONTASK_ADAPTER_GRACE(
      Kind.PLAIN,
      "--adapter-grace",
      "DURATION",
      "24h",
      "How long tasks wait for an adapter while no worker has it; then they fail."),
  AXONTASK_RETENTION_DAYS(
      Kind.PLAIN,
      "--retention-days",
      "DAYS",
      "0: for ever",
      "How many days after a task's end its events are kept. A snapshot stays, so that receipts hold."),
  AXONTASK_LEASE(
      Kind.PLAIN,
      "--lease",
      "DURATION",
      "27s",
      "How long a worker is believed in after its last sign of life, 4s to 10m."),
  AXONTASK_BREAKER_FAILURES(
      Kind.PLAIN,
      "--breaker-failures",
      "COUNT",
      "5",
      "How many transient failures of a target in a row open its circuit breaker; 0 for never."),
  AXONTASK_BREAKER_OPEN(
      Kind.PLAIN,
      "--breaker-open",
      "DURATION",
      "30s",
      "How long a circuit breaker stays open the first time, 1s to 5m; twice as long after each probe that failed."),
  AXONTASK_DLQ_DAYS(
      Kind.PLAIN,
      "--dlq-days",
      "DAYS",
      "30",
      "How many days a dead letter stays on the list; 0 for ever. Its task stays."),
  AXONTASK_DLQ_MAX(
      Kind.PLAIN,
      "--dlq-max",
      "COUNT",
      "10000",
      "How many dead letters stay on a tenant's list; those of the oldest tasks go first."),
  AXONTASK_WORKSPACES(
      Kind.PATHS,
      "--workspace",
      "DIR",
      "none: a fresh folder per attempt",
      "Folders that shell tasks may work in."),
  AXONTASK_TOOLCHAINS(
      Kind.PATHS,
      "--toolchain",
      "DIR",
      "none",
      "Folders, such as a JDK, that shell tasks see read-only."),
  AXONTASK_CACHES(
      Kind.PATHS,
      "--cache",
      "DIR",
      "those found in the home folder",
      "Folders, such as ~/.m2, that shell tasks may write to."),
  AXONTASK_NETWORK(
      Kind.PLAIN,
      "--network",
      "MODE",
      "deny",
      "allow or deny: whether a shell task may ask for the network."),
  AXONTASK_TASK_ENV(
      Kind.LIST,
      "--task-env",
      "NAME",
      "LANG, LC_ALL, LC_CTYPE, TZ",
      "Variables of the server's environment that shell tasks see."),
  AXONTASK_LIMITS(
      Kind.PLAIN,
      "--limits",
      "PROFILE",
      "laptop with its own PostgreSQL, otherwise container",
      "How much a shell task may use, as far as this machine can limit it. container: 512m of memory,"
          + " 1 processor, 100 processes and threads. laptop: three quarters of the memory, all"
          + " processors, 1024."),
  AXONTASK_TASK_MEMORY(
      Kind.PLAIN,
      "--task-memory",
      "SIZE",
      "AXONTASK_LIMITS",
      "Memory of a shell task, such as 2g, files in /tmp among it. Where it cannot be limited, nothing"
          + " runs."),
  AXONTASK_TASK_CPUS(
      Kind.PLAIN,
      "--task-cpus",
      "NUMBER",
      "AXONTASK_LIMITS",
      "Processors of a shell task, such as 1.5. Where they cannot be limited, nothing runs."),
  AXONTASK_TASK_PROCESSES(
      Kind.PLAIN,
      "--task-processes",
      "COUNT",
      "AXONTASK_LIMITS",
      "Processes and threads of a shell task."),
  AXONTASK_SANDBOX(
      Kind.PLAIN,
      "--sandbox",
      "MODE",
      "required",
      "required or off. off runs commands without isolation and is shown wherever a task is."),
  AXONTASK_FLY_TOKEN(
      Kind.SECRET,
      "--fly-token-file",
      "FILE",
      "none: no fly tasks",
      "The token for Fly.io, of fly tokens create deploy or org."),
  AXONTASK_FLY_APPS(
      Kind.LIST,
      "--fly-app",
      "APP",
      "none: no fly tasks",
      "Fly apps whose machines fly tasks may run and watch."),
  AXONTASK_FLY_API_URL(
      Kind.PLAIN,
      "--fly-api-url",
      "URL",
      "https://api.machines.dev",
      "Where Fly's Machines API is; http://_api.internal:4280 inside Fly's private network."),
  AXONTASK_FLY_LOGS_URL(
      Kind.PLAIN,
      "--fly-logs-url",
      "URL",
      "https://api.fly.io",
      "Where the logs of Fly's machines are read."),
  AXONTASK_PLUGINS_DIR(
      Kind.PLAIN,
      "--plugins-dir",
      "DIR",
      "<data-dir>/plugins",
      "Folder of further adapters, as jars.");

  /** How a value is given. */
  public enum Kind {
    PLAIN,
    /** Comma-separated in the environment; the flag may be repeated. */
    LIST,
    /** Folders, separated by colons in the environment; the flag may be repeated. */
    PATHS,
    /** Never an argument; {@code NAME_FILE} and a flag name a file that holds it. */
    SECRET
  }

  private final Kind kind;
  private final String flag;
  private final String placeholder;
  private final String defaultText;
  private final String description;

  Setting(Kind kind, String flag, String placeholder, String defaultText, String description) {
    this.kind = kind;
    this.flag = flag;
    this.placeholder = placeholder;
    this.defaultText = defaultText;
    this.description = description;
  }

  public Kind kind() {
    return kind;
  }

  /** {@code --data-dir}. */
  public String flag() {
    return flag;
  }

  /** {@code DIR}. */
  public String placeholder() {
    return placeholder;
  }

  /** What holds when it is not set, in words. */
  public String defaultText() {
    return defaultText;
  }

  public String description() {
    return description;
  }

  /** The variable that names a file with the value, of secrets only. */
  public @Nullable String fileVariable() {
    return kind == Kind.SECRET ? name() + "_FILE" : null;
  }

  /** The setting whose variable or file variable has this name. */
  public static Optional<Setting> ofVariable(String variable) {
    return Arrays.stream(values())
        .filter(s -> s.name().equals(variable) || variable.equals(s.fileVariable()))
        .findAny();
  }
}
