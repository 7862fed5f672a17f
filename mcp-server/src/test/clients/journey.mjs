// usage: node journey.mjs stdio|http|remote COMMAND
// Starts COMMAND as a shell task, reads it with stream_task to its end, fetches the receipt, and tells every step as a
// JSON line. A call that fails is told and made again from the same cursor: over HTTP with a new connection,
// through the bridge with the same one, because that one must never die.
import { connect, tell } from './connection.mjs';

const [kind, command] = process.argv.slice(2);
const WAIT_S = 20;

let client = await connect(kind);
const { tools } = await client.listTools();
tell('tools', { names: tools.map((tool) => tool.name) });

async function call(name, args, onprogress) {
  for (let tries = 1; ; tries++) {
    try {
      const result = await client.callTool({ name, arguments: args }, undefined, { onprogress });
      if (!result.isError) return result.structuredContent;
      tell('tool_error', { name, text: result.content.map((block) => block.text).join('\n') });
    } catch (error) {
      tell('call_failed', { name, message: String(error.message) });
    }
    if (tries === 60) throw new Error(`${name} failed ${tries} times`);
    await new Promise((resolve) => setTimeout(resolve, 500));
    if (kind === 'http') await reconnect();
  }
}

async function reconnect() {
  await client.close().catch(() => {});
  try {
    client = await connect(kind);
    tell('reconnected');
  } catch (error) {
    tell('connect_failed', { message: String(error.message) });
  }
}

const started = await call('start_task', { adapter: 'shell', args: { command } });
tell('started', started);

for (let cursor = 0, done = false; !done; ) {
  const answer = await call(
    'stream_task',
    { task_id: started.task_id, since_seq: cursor, wait_s: WAIT_S, max_events: 30 },
    (progress) => tell('progress', { cursor, progress: progress.progress, message: progress.message }),
  );
  tell('batch', { since_seq: cursor, ...answer });
  cursor = answer.next_seq;
  done = answer.done;
}

tell('status', await call('get_task_status', { task_id: started.task_id }));
tell('receipt', await call('get_receipt', { task_id: started.task_id }));
await client.close();
tell('bye');
