package dev.axontask.adapter.fly;

/** What the stand-in does with a request in place of answering it. */
enum Fault {
  /** 429, with {@code Retry-After}; not carried out. */
  LIMITED,
  /** 500; not carried out. */
  BROKEN,
  /** The connection ends; not carried out. */
  LOST,
  /** Carried out, and then the connection ends without an answer. */
  ANSWER_LOST,
  /** Carried out, and then there is no answer for as long as anybody waits. */
  HANGS,
  /** 500, and carried out all the same. */
  BROKEN_AFTER,
  /** 401. */
  UNAUTHORIZED,
  /** A page that is no JSON, with status 200. */
  GARBLED
}
