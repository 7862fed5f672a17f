/**
 * One JSON-RPC message as the relay sees it: its text, whether it is a request, a notification or a
 * response, its id, and the few members that decide where it goes.
 *
 * <p>Owns the only JSON reading (a streaming glance) and the only JSON writing of the bridge (error
 * answers, and what a subscription may have missed). Never changes a text, except that tools which
 * a client of the stateless era must not see are left out. Invariant: a {@link
 * dev.axontask.bridge.message.Message} holds exactly one well-formed JSON object.
 */
@NullMarked
package dev.axontask.bridge.message;

import org.jspecify.annotations.NullMarked;
