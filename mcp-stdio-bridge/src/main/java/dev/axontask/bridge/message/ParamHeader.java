package dev.axontask.bridge.message;

import java.util.List;

/**
 * A tool's argument that is mirrored into a header (2026-07-28, basic/transports/streamable-http,
 * "Custom Headers from Tool Parameters").
 *
 * @param name the part of the header's name after {@code Mcp-Param-}; a token of RFC 9110
 * @param path the chain of property names that leads to the argument
 */
public record ParamHeader(String name, List<String> path) {}
