// How a host connects: over stdio through the bridge, or over streamable HTTP. Both with the official SDK, unchanged.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

function transport(kind) {
  if (kind === 'stdio') {
    return new StdioClientTransport({
      command: process.env.LAUNCHER,
      args: ['bridge'],
      env: process.env,
      stderr: 'inherit',
    });
  }
  return new StreamableHTTPClientTransport(new URL('/mcp', process.env.AXONTASK_URL), {
    requestInit: { headers: { Authorization: `Bearer ${process.env.AXONTASK_API_KEY}` } },
  });
}

/** A client that has shaken hands. */
export async function connect(kind) {
  const client = new Client({ name: 'journey', version: '1' });
  await client.connect(transport(kind));
  return client;
}

/** One JSON line to the test that drives us. */
export function tell(event, facts = {}) {
  process.stdout.write(JSON.stringify({ event, ...facts }) + '\n');
}
