/**
 * An independent auditor: what clients wrote down while they used AxonTask is held against what
 * AxonTask says afterwards.
 *
 * <p>Owns its own reading of the chain's bytes, made from the published format alone. Never calls a
 * class of the product: an error made there cannot be repeated here by sharing its code.
 */
@NullMarked
package dev.axontask.server.journey.audit;

import org.jspecify.annotations.NullMarked;
