/**
 * Who is calling: the key of local mode.
 *
 * <p>Owns the form of keys and the key file. Never logs a key. Keys are compared in constant time.
 */
@NullMarked
package dev.axontask.server.auth;

import org.jspecify.annotations.NullMarked;
