/**
 * The plain HTTP interface under {@code /api}, its event streams, and the OpenAPI document.
 *
 * <p>Owns routes and JSON shapes. Decides nothing: the engine does.
 */
@NullMarked
package dev.axontask.server.rest;

import org.jspecify.annotations.NullMarked;
