/**
 * The contract that every adapter keeps, as tests: extend {@link
 * dev.axontask.adapter.contract.AdapterContract} and say what your adapter's arguments look like.
 *
 * <p>Owns no adapter. Never asks for more than the SPI's words promise.
 */
@NullMarked
package dev.axontask.adapter.contract;

import org.jspecify.annotations.NullMarked;
