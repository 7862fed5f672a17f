/**
 * A stand-in for Fly ({@link dev.axontask.adapter.fly.FlyStandIn}) that holds to the published
 * description, and what the adapter does against it.
 */
@NullMarked
package dev.axontask.adapter.fly;

import org.jspecify.annotations.NullMarked;
