package dev.axontask.bridge.relay;

import java.time.Duration;

/**
 * Where a broken stream can be resumed.
 *
 * @param session the session in which the ids mean something
 * @param lastId the last event that arrived
 * @param retry the pause that the server asked for before a reconnect
 */
record Cursor(SessionState session, String lastId, Duration retry) {}
