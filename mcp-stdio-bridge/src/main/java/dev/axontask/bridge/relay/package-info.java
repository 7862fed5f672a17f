/**
 * Carries messages between one client on stdin and stdout and one server over HTTP, and gives every
 * request of the client exactly one answer, whatever happens in between.
 *
 * <p>The protocol of a request, from {@link dev.axontask.bridge.relay.Exchange}:
 *
 * <ol>
 *   <li>It is registered in {@link dev.axontask.bridge.relay.PendingRequests}. Whoever takes it out
 *       may write its answer, and only once; an answer that finds no request is dropped.
 *   <li>It is posted. If it cannot have arrived (nobody listens, the connection broke before its
 *       last byte), it is posted again after a pause: this is always safe.
 *   <li>If the answer's stream breaks and the server had given event ids, the stream is resumed
 *       with {@code Last-Event-ID}. The server then sends what was missed: always safe too.
 *   <li>Otherwise it is unknown whether it was carried out. A repeatable request ({@link
 *       dev.axontask.bridge.relay.Repetition}) is posted again; another gets an error that says
 *       just that.
 *   <li>A session that the server does not know any more (404, or 400 without an answer to this
 *       request) is opened anew with the client's own {@code initialize}, whose second answer the
 *       client never sees. The request was not carried out and is posted again.
 * </ol>
 *
 * <p>Messages of revision 2026-07-28 say their revision themselves ({@code stateless} in {@link
 * dev.axontask.bridge.message.Details}). For them there is no session and nothing to resume; {@link
 * dev.axontask.bridge.relay.Mirror} gives them their headers, the end of the connection is what
 * cancels them, and a {@link dev.axontask.bridge.relay.Subscription} is opened again.
 *
 * <p>All of this is bounded by {@link dev.axontask.bridge.settings.Limits}: when nothing answers
 * for that long the request gets an error, and the bridge goes on with the next one. Each request
 * has a virtual thread of its own, so a slow call delays no other. Notifications keep their order
 * in one {@link dev.axontask.bridge.relay.OneWay lane}. Nothing is queued for stdout: whoever has a
 * message writes it and waits, so a client that reads slowly slows the server's streams down
 * instead of filling memory.
 *
 * <p>Never: interprets a tool's arguments or result (it mirrors what a tool's schema tells it to),
 * cancels a task. Closing the bridge closes connections; tasks do not belong to connections.
 */
@NullMarked
package dev.axontask.bridge.relay;

import org.jspecify.annotations.NullMarked;
