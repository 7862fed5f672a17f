/**
 * The HTTP door: Jetty, what every request passes before anything reads it, and how answers are
 * written.
 *
 * <p>Owns Host and Origin checks, sizes, request ids, security headers, problem documents,
 * server-sent events. Knows nothing of tasks.
 *
 * <p>Invariants: a refusal says what is allowed; no answer carries a stack trace or the text of an
 * exception; no request body is held beyond the limit; nothing is buffered for a reader who is
 * slow.
 */
@NullMarked
package dev.axontask.server.http;

import org.jspecify.annotations.NullMarked;
