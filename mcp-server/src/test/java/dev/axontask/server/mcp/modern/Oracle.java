package dev.axontask.server.mcp.modern;

import dev.axontask.server.mcp.modern.Choice.Field;
import dev.axontask.server.mcp.modern.Choice.Method;
import dev.axontask.server.mcp.modern.Choice.Revision;
import dev.axontask.server.mcp.modern.Choice.Session;
import java.util.HashSet;
import java.util.Set;

/**
 * What the specifications say to a {@link Variant}, from what was done to it and not from its
 * bytes.
 */
final class Oracle {
  /** A code of JSON-RPC; this stands for a result. */
  static final int RESULT = 0;

  /** This stands for no body. */
  static final int NOTHING = 1;

  /**
   * An answer.
   *
   * @param id whether it carries the request's id
   */
  record Expected(int status, int code, boolean id) {
    static Expected refusal(int status, int code) {
      return new Expected(status, code, true);
    }

    static Expected unread(int status, int code) {
      return new Expected(status, code, false);
    }
  }

  private static final Expected RESULTS = new Expected(200, RESULT, true);

  private Oracle() {}

  /** The answers that are right; one in most cases. */
  static Set<Expected> expect(Variant v) {
    if (v.body() == Choice.Body.OVERSIZED) {
      return Set.of(Expected.unread(413, -32600));
    }
    if (v.contentType() != Field.RIGHT) {
      return Set.of(Expected.unread(415, -32600));
    }
    return switch (v.body()) {
      case WHOLE, RESPONSE, NOTIFICATION -> modern(v) ? Set.of(modernAnswer(v)) : legacyAnswers(v);
      case TRUNCATED, NONSENSE, EMPTY, NOT_UTF8, TOO_DEEP, MEMBER_TWICE, OVERSIZED ->
          Set.of(Expected.unread(400, -32700));
      case BATCH, EMPTY_BATCH, SCALAR, NULL_ID, FRACTION_ID, HUGE_ID ->
          Set.of(Expected.unread(400, -32600));
      case OTHER_JSONRPC, METHOD_NUMBER, PARAMS_ARRAY, NO_METHOD ->
          Set.of(Expected.refusal(400, -32600));
    };
  }

  /** A response has no params, and so no {@code _meta}. */
  private static boolean modern(Variant v) {
    boolean params = v.body() != Choice.Body.RESPONSE;
    Revision meta = params ? v.meta() : Revision.ABSENT;
    if (isModern(meta) || isModern(v.header())) {
      return true;
    }
    if (meta == Revision.LEGACY || v.header() == Revision.LEGACY) {
      return false;
    }
    boolean keys =
        meta != Revision.ABSENT
            || (params && (v.capabilities() != Field.ABSENT || v.logLevel() != Field.ABSENT));
    return keys && v.session() == Session.ABSENT;
  }

  private static boolean isModern(Revision revision) {
    return revision == Revision.MODERN || revision == Revision.FUTURE;
  }

  /** The rules of 2026-07-28 in their order. */
  private static Expected modernAnswer(Variant v) {
    if (v.body() == Choice.Body.RESPONSE) {
      return Expected.unread(400, -32600);
    }
    if (v.body() == Choice.Body.NOTIFICATION) {
      return Expected.unread(202, NOTHING);
    }
    if (v.accept() != Field.RIGHT) {
      return Expected.refusal(406, -32600);
    }
    boolean both = v.meta() != Revision.ABSENT && v.header() != Revision.ABSENT;
    if (both && v.meta() != v.header()) {
      return Expected.refusal(400, -32020);
    }
    Revision named = v.meta() != Revision.ABSENT ? v.meta() : v.header();
    if (named != Revision.MODERN && named != Revision.ABSENT) {
      return Expected.refusal(400, -32022);
    }
    if (v.meta() == Revision.ABSENT
        || v.capabilities() != Field.RIGHT
        || v.logLevel() == Field.WRONG) {
      return Expected.refusal(400, -32602);
    }
    if (v.header() == Revision.ABSENT || v.methodHeader() != Field.RIGHT) {
      return Expected.refusal(400, -32020);
    }
    return served(v);
  }

  private static Expected served(Variant v) {
    if (v.method() == Method.PING
        || v.method() == Method.INITIALIZE
        || v.method() == Method.UNKNOWN) {
      return Expected.refusal(404, -32601);
    }
    if (v.method().named() && v.nameHeader() != Field.RIGHT) {
      return Expected.refusal(400, -32020);
    }
    return switch (v.method()) {
      case WRONG_CALL, READ, TASK, LISTEN_WRONGLY -> Expected.refusal(200, -32602);
      default -> RESULTS;
    };
  }

  /** The rules of the 2025 revisions, which give no order: any that is broken may be named. */
  private static Set<Expected> legacyAnswers(Variant v) {
    Set<Expected> broken = new HashSet<>();
    if (v.accept() != Field.RIGHT) {
      broken.add(new Expected(406, -32600, false));
    }
    if (v.header() == Revision.UNKNOWN) {
      broken.add(new Expected(400, -32600, false));
    }
    boolean opens = v.method() == Method.INITIALIZE && v.body() == Choice.Body.WHOLE;
    if (v.session() == Session.ABSENT && !opens) {
      broken.add(new Expected(400, -32600, false));
    }
    if (v.session() == Session.UNKNOWN && !opens) {
      broken.add(new Expected(404, -32001, false));
    }
    if (broken.isEmpty() && v.body() == Choice.Body.RESPONSE) {
      // Nothing was asked: the server cannot accept it, and may say so (transports, sending).
      return Set.of(Expected.unread(202, NOTHING), Expected.unread(400, -32600));
    }
    return broken.isEmpty() ? Set.of(legacyAnswer(v)) : broken;
  }

  private static Expected legacyAnswer(Variant v) {
    if (v.body() == Choice.Body.NOTIFICATION) {
      return Expected.unread(202, NOTHING);
    }
    return switch (v.method()) {
      case DISCOVER, TASK, LISTEN_WRONGLY, UNKNOWN -> Expected.refusal(200, -32601);
      case WRONG_CALL -> Expected.refusal(200, -32602);
      case READ -> Expected.refusal(200, -32002);
      default -> RESULTS;
    };
  }
}
