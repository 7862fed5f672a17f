// usage: node modern.mjs http|stdio COMMAND
// The main job in revision 2026-07-28: starts COMMAND, reads it with stream_task to its end, fetches the receipt, and tells every
// step as a JSON line. Over HTTP start_task is a task of the Tasks extension, driven by @modelcontextprotocol/ext-tasks:
// its result comes from tasks/get and word of its end from subscriptions/listen; a second one asks and is answered with
// tasks/update, a third is cancelled. Through the bridge the client does not declare the extension, and start_task
// answers at once.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { createTaskSessionFromClient, resultFromTaskOutcome } from '@modelcontextprotocol/ext-tasks/client';
import { rawDispatch } from './raw-dispatch.mjs';
import { tell } from './connection.mjs';

const REVISION = '2026-07-28';
const TASKS = 'io.modelcontextprotocol/tasks';
const INFO = { name: 'modern', version: '1' };
const [kind, command] = process.argv.slice(2);
const url = new URL('/mcp', process.env.AXONTASK_URL);
const headers = { Authorization: `Bearer ${process.env.AXONTASK_API_KEY}` };
const capabilities = { elicitation: {}, ...(kind === 'http' ? { extensions: { [TASKS]: {} } } : {}) };

const ASK = {
  ask: {
    key: 'colour',
    message: 'Which colour?',
    schema: { type: 'object', properties: { colour: { type: 'string' } }, required: ['colour'] },
  },
};

function transport() {
  return kind === 'http'
    ? new StreamableHTTPClientTransport(url, { requestInit: { headers } })
    : new StdioClientTransport({ command: process.env.LAUNCHER, args: ['bridge'], env: process.env, stderr: 'inherit' });
}

const client = new Client(INFO, { capabilities, versionNegotiation: { mode: { pin: REVISION } } });
await client.connect(transport());
tell('connected', { era: client.getProtocolEra(), capabilities: client.getServerCapabilities() });
tell('tools', { names: (await client.listTools()).tools.map((tool) => tool.name) });

async function call(name, args) {
  const result = await client.callTool({ name, arguments: args });
  if (result.isError) throw new Error(`${name}: ${JSON.stringify(result.content)}`);
  return result.structuredContent;
}

async function read(task_id) {
  for (let cursor = 0, done = false; !done; ) {
    const batch = await call('stream_task', { task_id, since_seq: cursor, wait_s: 20, max_events: 30 });
    tell('batch', { since_seq: cursor, ...batch });
    cursor = batch.next_seq;
    done = batch.done;
  }
}

const started = kind === 'http' ? await startTask() : await call('start_task', { adapter: 'shell', args: { command } });
tell('started', { task_id: started.task_id, kind: started.execution?.kind });
await read(started.task_id);
tell('receipt', await call('get_receipt', { task_id: started.task_id }));
if (kind === 'http') await settleAndCancel(started);
await client.close();
tell('bye');

async function startTask() {
  const session = createTaskSessionFromClient(client, {
    endpointId: 'axontask',
    rawDispatch: rawDispatch(url, headers),
    v2RequestFraming: { protocolVersion: REVISION, clientInfo: INFO, clientCapabilities: capabilities },
    onInputRequest: async (request, { delivery }) => {
      tell('asked', { request, delivery });
      return { action: 'accept', content: { colour: 'green' } };
    },
  });
  const execution = await session.callTool('start_task', { adapter: 'shell', args: { command } });
  const { taskId } = execution.handle;
  const ended = new Promise((resolve) => {
    client.fallbackNotificationHandler = async ({ method, params }) => {
      tell('notified', { method, params });
      if (params.status === 'completed') resolve();
    };
  });
  await client.listen({ taskIds: [taskId] });
  return { task_id: taskId, session, execution, ended };
}

async function settleAndCancel({ session, execution, ended }) {
  await ended;
  const { outcome } = await execution.settle();
  tell('settled', { status: outcome.status, result: resultFromTaskOutcome(outcome) });
  const asking = await session.callTool('start_task', { adapter: 'mock', args: { events: [ASK] } });
  tell('answered', { result: resultFromTaskOutcome((await asking.settle()).outcome) });
  const endless = await session.callTool('start_task', { adapter: 'shell', args: { command: 'sleep 600' } });
  await endless.cancel();
  tell('cancelled', { status: (await endless.settle()).outcome.status });
  await session.close();
}
