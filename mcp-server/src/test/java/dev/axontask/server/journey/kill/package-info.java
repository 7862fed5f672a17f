/**
 * The kill suite: clients at work while the server, PostgreSQL and Redis are killed at random
 * moments, and an audit afterwards.
 *
 * <p>Owns the load and the faults. The judgement is {@link dev.axontask.server.journey.audit}'s.
 */
@NullMarked
package dev.axontask.server.journey.kill;

import org.jspecify.annotations.NullMarked;
