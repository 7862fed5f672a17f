package dev.axontask.engine;

import java.time.Duration;

/**
 * How much of anything there may be, and why. Reaching one is an error or an event, never silence.
 */
public final class Limits {
  /** Bytes of a task's arguments as JSON: they are copied into each export and held in memory. */
  public static final int ARGS_BYTES = 1024 * 1024;

  /** Levels of nesting in arguments and metadata: what every JSON parser takes. */
  public static final int JSON_DEPTH = 100;

  /** Characters: fits a line of a list. */
  public static final int NAME_LENGTH = 200;

  /** Characters: a few paragraphs for whoever reads the task later. */
  public static final int DESCRIPTION_LENGTH = 2000;

  /** Tags of a task: each is an entry of an index. */
  public static final int TAGS = 20;

  /** Characters of a tag. */
  public static final int TAG_LENGTH = 64;

  /** Bytes of metadata as JSON: it is read with every listing. */
  public static final int METADATA_BYTES = 16 * 1024;

  /** Characters: a key of an index, long enough for any UUID, hash or path. */
  public static final int IDEMPOTENCY_KEY_LENGTH = 255;

  /** Characters of a concurrency key or a unique key: a key of an index, long enough for a path. */
  public static final int QUEUE_KEY_LENGTH = 255;

  /** Tasks of a concurrency key that run at once: more is no limit that anybody needs counted. */
  public static final int CONCURRENCY_LIMIT_MAX = 1_000;

  /** Requests in one call: a page of work, answered within the patience of a client. */
  public static final int BULK = 1_000;

  /** Characters of the reason for a cancel: it is a part of the log. */
  public static final int CANCEL_REASON_LENGTH = 500;

  public static final Duration TIMEOUT_DEFAULT = Duration.ofHours(1);
  public static final Duration TIMEOUT_MIN = Duration.ofSeconds(1);

  /** A day: what runs longer is better cut into tasks that can be tried again. */
  public static final Duration TIMEOUT_MAX = Duration.ofDays(1);

  /** Attempts at a task: what failed twenty times will not be healed by another one. */
  public static final int ATTEMPTS_MAX = 20;

  /** Attempts where somebody wants more than one and does not say how many. */
  public static final int ATTEMPTS_WHEN_RETRIED = 3;

  /** The longest pause after the first attempt; it doubles with each. */
  public static final Duration RETRY_BASE = Duration.ofSeconds(1);

  /** No pause is longer: somebody waits for the result. */
  public static final Duration RETRY_MAX = Duration.ofMinutes(5);

  /** The shortest wait for a start that can be asked for: the clock is looked at once a second. */
  public static final Duration SCHEDULE_TO_START_MIN = Duration.ofSeconds(1);

  /** A year and a month: the longest delay, and what comes after it. */
  public static final Duration DEADLINE_MAX = Duration.ofDays(396);

  /** Tasks that a task can wait for: their ids still fit into a request and a status. */
  public static final int DEPENDENCIES = 100;

  public static final int PRIORITY_DEFAULT = 5;
  public static final int PRIORITY_MAX = 10;

  /** A year: a later time is more likely a mistake in units. */
  public static final Duration DELAY_MAX = Duration.ofDays(365);

  /** The longest pause of a rate-limit key: a later end is more likely a mistake in units. */
  public static final Duration KEY_PAUSE_MAX = Duration.ofDays(365);

  /** From the polite request to end until the kill, unless the caller says otherwise. */
  public static final Duration CANCEL_GRACE_DEFAULT = Duration.ofSeconds(10);

  public static final Duration CANCEL_GRACE_MAX = Duration.ofMinutes(5);

  /** Bytes of output of a task, after which its attempt ends. */
  public static final long OUTPUT_BYTES = 1L << 30;

  /**
   * Requests in one transaction of a submit: more would make the first of them wait for the last.
   */
  public static final int SUBMIT_BATCH = 256;

  /** Bytes of arguments in one transaction of a submit. */
  public static final int SUBMIT_BATCH_BYTES = 8 * 1024 * 1024;

  /** Requests that wait for a submit: more callers than that get an error at once. */
  public static final int SUBMIT_WAITING = 10_000;

  /** Bytes of arguments in one page of a listing. */
  public static final int LIST_PAGE_BYTES = 4 * 1024 * 1024;

  /** Bytes of one report's facts and message as JSON; what is larger is left out. */
  public static final int PROGRESS_BYTES = 16 * 1024;

  /** Questions of a task, over its life: beyond that it is a loop that asks. */
  public static final int QUESTIONS = 100;

  /** Bytes of a question's parameters as JSON: a form that a person can read. */
  public static final int QUESTION_BYTES = 32 * 1024;

  /** Bytes of an answer as JSON: what a person types, or a model writes, and no file. */
  public static final int ANSWER_BYTES = 64 * 1024;

  /** Bytes of one input to a running task: what a person types, or a model writes, and no file. */
  public static final int INPUT_BYTES = 64 * 1024;

  /** Bytes that were sent to a task and that it has not read: beyond that, it does not read. */
  public static final int INPUT_WAITING_BYTES = 1024 * 1024;

  /**
   * Inputs that were sent to a task and that it has not read: each is a line in a FIFO of 64 KiB.
   */
  public static final int INPUTS_WAITING = 1_000;

  /** Inputs of a task over its life: a conversation of a day with one every few seconds. */
  public static final int INPUTS = 20_000;

  /** Characters of an error's message in the log. */
  public static final int ERROR_MESSAGE_LENGTH = 4000;

  /** Schedules of a tenant: each may start a task a second. */
  public static final int SCHEDULES = 1000;

  /** Characters: fits a line of a list. */
  public static final int SCHEDULE_NAME_LENGTH = 100;

  /** Characters of a cron expression: six fields with many values each. */
  public static final int SCHEDULE_CRON_LENGTH = 200;

  /** How many missed times in a row a schedule may make up for. */
  public static final int SCHEDULE_MISSED_RUNS = 1000;

  /** An hour: more than that is another schedule. */
  public static final Duration SCHEDULE_JITTER_MAX = Duration.ofHours(1);

  /** A planned time that is fired so late is in time: a restart, or a moment of load. */
  public static final Duration SCHEDULE_ON_TIME = Duration.ofMinutes(1);

  /** From one look at a planned time that waits for an earlier run to the next. */
  public static final Duration SCHEDULE_HOLD = Duration.ofSeconds(2);

  /**
   * A schedule that cannot be fired for a reason of ours is tried again after this: often enough
   * that its planned time is still {@linkplain #SCHEDULE_ON_TIME in time} then.
   */
  public static final Duration SCHEDULE_POSTPONED = Duration.ofSeconds(15);

  /** Planned times of a schedule that its history keeps. */
  public static final int SCHEDULE_HISTORY = 1000;

  /** Due schedules that a process looks at in one go. */
  public static final int SCHEDULES_AT_ONCE = 100;

  /** A deleted schedule's history can be looked up in the database for so long. */
  public static final Duration SCHEDULE_DELETED_KEPT = Duration.ofDays(30);

  /** Characters of a target's name: a host and a path. */
  public static final int TARGET_LENGTH = 200;

  /** Targets of a tenant that fail at the same time; of more, failures are not counted. */
  public static final int BREAKERS = 1_000;

  /** No breaker is open for longer at a time: somebody waits for the result. */
  public static final Duration BREAKER_OPEN_MAX = Duration.ofMinutes(5);

  /** A task that was let through and that nobody claims gives way to another after this. */
  public static final Duration BREAKER_PROBE_WAITS = Duration.ofSeconds(10);

  /** A target whose probe has run for so long works, whatever becomes of it. */
  public static final Duration BREAKER_PROBE_RUNS = Duration.ofMinutes(2);

  /** A breaker that nothing has happened to for so long is forgotten. */
  public static final Duration BREAKER_KEPT = Duration.ofHours(1);

  private Limits() {}
}
