package dev.axontask.engine.queue;

import dev.axontask.engine.TenantId;

/** A key of a tenant. */
public record KeyRef(TenantId tenant, String key) {}
