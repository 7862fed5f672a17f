// How a host connects: over stdio through the bridge, over streamable HTTP, or over stdio through mcp-remote, a relay that is
// not ours. All with the official SDK, unchanged.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { fileURLToPath } from 'node:url';

const url = new URL('/mcp', process.env.AXONTASK_URL);

/** What a host starts, by kind. */
const RELAYS = {
  stdio: { command: process.env.LAUNCHER, args: ['bridge'] },
  remote: {
    command: process.execPath,
    args: [
      fileURLToPath(new URL('node_modules/mcp-remote/dist/proxy.js', import.meta.url)),
      url.href,
      '--transport',
      'http-only',
      '--header',
      'Authorization:Bearer ${AXONTASK_API_KEY}',
    ],
  },
};

function transport(kind) {
  if (RELAYS[kind]) return new StdioClientTransport({ ...RELAYS[kind], env: process.env, stderr: 'inherit' });
  return new StreamableHTTPClientTransport(url, {
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
