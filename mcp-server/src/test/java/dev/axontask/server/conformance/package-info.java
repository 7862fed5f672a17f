/**
 * What the official conformance suite ({@code @modelcontextprotocol/conformance}) wants a server to
 * offer: its fixed tools, resources, prompts and tasks, served by our own transport.
 *
 * <p>Owns the fixture and the suite's run. The fixture is open to whoever reaches its loopback
 * port, because the suite has no key; nothing outside of tests uses it.
 */
@NullMarked
package dev.axontask.server.conformance;

import org.jspecify.annotations.NullMarked;
