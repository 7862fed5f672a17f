package dev.axontask.adapter.shell;

import java.time.Duration;

/** Every bound of the shell adapter, with its reason. */
final class Limits {
  private Limits() {}

  /** Bytes of a command line or one argument: Linux refuses a single argument of 128 KiB. */
  static final int ARGUMENT_BYTES = 120 * 1024;

  /** Bytes of all arguments together: half of what a default 8 MiB stack allows (2 MiB). */
  static final int ARGV_BYTES = 1024 * 1024;

  /** Arguments of one command, kept with the task for ever. */
  static final int ARGV_COUNT = 4096;

  /** Environment variables that a task may set: bwrap takes 9,000 options, three for each. */
  static final int ENV_COUNT = 512;

  /** Bytes of one environment variable, name included; as for arguments. */
  static final int ENV_BYTES = ARGUMENT_BYTES;

  /** Bytes of standard input; larger input belongs in a file of the workspace. */
  static final int STDIN_BYTES = 1024 * 1024;

  /** Bytes of a path: PATH_MAX. */
  static final int PATH_BYTES = 4095;

  /** Unread output of one channel above which its pump stops reading, so that the command waits. */
  static final long SPOOL_HIGH = 64L << 20;

  /** Durable output is given back to the disk in steps of this size. */
  static final long RELEASE_STEP = 8L << 20;

  /** Memory behind a sandbox's /tmp: room for a build's temporary files. */
  static final long TMP_BYTES = 512L << 20;

  /** Memory behind a sandbox's home folder: dot files of tools. */
  static final long HOME_BYTES = 256L << 20;

  /** Memory behind a sandbox's /dev/shm: enough for a headless browser. */
  static final long SHM_BYTES = 64L << 20;

  /** Open files of a process: builds and Node need thousands. */
  static final int OPEN_FILES = 8192;

  /**
   * Processes and threads of one attempt on a laptop: a Maven build with forked tests needs 200.
   */
  static final int PROCESSES = 1024;

  /** What an attempt gets like a container: bytes of memory. */
  static final long CONTAINER_MEMORY = 512L << 20;

  /** What an attempt gets like a container: processors. */
  static final double CONTAINER_CPUS = 1;

  /** What an attempt gets like a container: processes and threads. */
  static final int CONTAINER_PROCESSES = 100;

  /** A sandbox itself needs about 10 MiB, a small program as much again. */
  static final long LEAST_MEMORY = 32L << 20;

  /** With less than this a command takes minutes to start. */
  static final double LEAST_CPUS = 0.05;

  /** A sandbox itself needs four. */
  static final int LEAST_PROCESSES = 10;

  /** First uid of the pool, which no distribution hands out. */
  static final int FIRST_SLOT = 61_000;

  /** Size of the pool; systemd's dynamic users begin at 61184. */
  static final int SLOTS = 184;

  /** Output is held back for this long to make one report of many small writes. */
  static final Duration COALESCE = Duration.ofMillis(20);

  /** How often an execution that says nothing is looked at, in case a notice was lost. */
  static final Duration LOOK = Duration.ofSeconds(1);

  /** How long a supervisor may take to say that it runs; a loaded machine needs seconds. */
  static final Duration STARTING = Duration.ofSeconds(20);

  /** How long killed processes may take to be gone. */
  static final Duration DYING = Duration.ofSeconds(10);

  /**
   * Silence after which it is said that nothing comes: a link or a test of a build can take
   * minutes.
   */
  static final Duration STALL = Duration.ofMinutes(5);

  /** Between the two looks at a silent command's processes that tell whether they compute. */
  static final Duration STALL_LOOK = Duration.ofSeconds(4);

  /** How long a probe of the sandbox may take. */
  static final Duration PROBE = Duration.ofSeconds(10);

  /** Bytes of the supervisor's small files that are read. */
  static final int NOTE_BYTES = 4096;
}
