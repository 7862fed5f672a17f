package dev.axontask.engine;

/**
 * Who asks. Every question about tasks is asked by somebody, and sees that tenant's tasks alone.
 *
 * @param tenant whose tasks
 * @param principal who of that tenant, for example {@code key:local}; idempotency keys are scoped
 *     to it
 */
public record Caller(TenantId tenant, String principal) {}
