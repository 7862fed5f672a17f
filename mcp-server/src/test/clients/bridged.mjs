// An official SDK client, of the era asked for, that speaks to a URL through our stdio bridge.
import { Client as ModernClient } from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernTransport } from '@modelcontextprotocol/client/stdio';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { fileURLToPath } from 'node:url';

const MODERN = '2026-07-28';
const LAUNCHER = process.env.LAUNCHER ?? fileURLToPath(new URL('../../../../axontask', import.meta.url));
const INFO = { name: 'conformance', version: '1' };

/** A connected client; elicitations are accepted with this content. */
export async function connect(url, revision, capabilities, content) {
  const bridge = {
    command: LAUNCHER,
    args: ['bridge'],
    env: { ...process.env, AXONTASK_URL: url, AXONTASK_API_KEY: 'conformance' },
    stderr: 'inherit',
  };
  const accept = async () => ({ action: 'accept', content });
  if (revision === MODERN) {
    const client = new ModernClient(INFO, { capabilities, versionNegotiation: { mode: { pin: MODERN } } });
    if (capabilities.elicitation) client.setRequestHandler('elicitation/create', accept);
    await client.connect(new ModernTransport(bridge));
    return client;
  }
  const client = new LegacyClient(INFO, { capabilities });
  if (capabilities.elicitation) client.setRequestHandler(ElicitRequestSchema, accept);
  await client.connect(new LegacyTransport(bridge));
  return client;
}
