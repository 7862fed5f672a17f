/** The AxonTask server: MCP and plain HTTP in front of the engine, and the command line. */
@NullMarked
package dev.axontask.server;

import org.jspecify.annotations.NullMarked;
