package dev.axontask.bridge.relay;

import dev.axontask.bridge.local.LocalServer;
import dev.axontask.bridge.message.MessageReader;
import dev.axontask.bridge.settings.Limits;
import dev.axontask.bridge.settings.Log;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of a relay share.
 *
 * @param localServer null where the bridge does not start servers
 */
record Wiring(
    Server server,
    Session session,
    PendingRequests pending,
    Outlet outlet,
    KnownTools tools,
    Repetition repetition,
    MessageReader reader,
    @Nullable LocalServer localServer,
    Limits limits,
    Log log) {}
