package dev.axontask.server.mcp.modern;

import java.util.random.RandomGenerator;

/** The ways in which a generated request can go wrong. */
final class Choice {
  private Choice() {}

  /** What is sent as the body. */
  enum Body {
    WHOLE,
    TRUNCATED,
    NONSENSE,
    EMPTY,
    NOT_UTF8,
    TOO_DEEP,
    MEMBER_TWICE,
    OVERSIZED,
    BATCH,
    EMPTY_BATCH,
    SCALAR,
    OTHER_JSONRPC,
    NULL_ID,
    FRACTION_ID,
    HUGE_ID,
    METHOD_NUMBER,
    PARAMS_ARRAY,
    NO_METHOD,
    RESPONSE,
    NOTIFICATION
  }

  /** A revision, in the header or in {@code _meta}. */
  enum Revision {
    MODERN("2026-07-28"),
    ABSENT(""),
    LEGACY("2025-11-25"),
    FUTURE("2031-01-01"),
    UNKNOWN("v999.0.0");

    final String text;

    Revision(String text) {
      this.text = text;
    }
  }

  /** A header or a member that should be there. */
  enum Field {
    RIGHT,
    ABSENT,
    WRONG
  }

  /** What is asked for. */
  enum Method {
    DISCOVER("server/discover"),
    TOOLS("tools/list"),
    CALL("tools/call"),
    WRONG_CALL("tools/call"),
    READ("resources/read"),
    TASK("tasks/get"),
    LISTEN_WRONGLY("subscriptions/listen"),
    PING("ping"),
    INITIALIZE("initialize"),
    UNKNOWN("no/such");

    final String text;

    Method(String text) {
      this.text = text;
    }

    /** Whether a request of the modern era has a name beside its method. */
    boolean named() {
      return this == CALL || this == WRONG_CALL || this == READ || this == TASK;
    }
  }

  /** The session of an older client. */
  enum Session {
    ABSENT,
    OPEN,
    UNKNOWN
  }

  /** The first of a kind in most cases, any in others. */
  static <E extends Enum<E>> E mostly(RandomGenerator random, Class<E> kind) {
    return random.nextInt(100) < 80 ? kind.getEnumConstants()[0] : any(random, kind);
  }

  static <E extends Enum<E>> E any(RandomGenerator random, Class<E> kind) {
    E[] all = kind.getEnumConstants();
    return all[random.nextInt(all.length)];
  }
}
