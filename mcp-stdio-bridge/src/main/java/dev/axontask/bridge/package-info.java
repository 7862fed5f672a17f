/**
 * The stdio bridge: lets an agent that speaks MCP over stdin and stdout use a server that speaks
 * MCP over streamable HTTP. A relay of messages, not an interpreter: a method that it has never
 * heard of passes through, and bodies are forwarded as the text in which they came.
 *
 * <p>Read {@link dev.axontask.bridge.Main}, then {@link dev.axontask.bridge.relay}, which holds
 * what is hard: servers that restart, networks that are cut, sessions that are gone.
 *
 * <p>Never: anything but protocol on stdout, a credential in an argument or a log line, a JSON
 * value written anew where the original text can be passed on. Depends on the JDK and a streaming
 * JSON parser, on no other module, so that it starts fast.
 */
@NullMarked
package dev.axontask.bridge;

import org.jspecify.annotations.NullMarked;
