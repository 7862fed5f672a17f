// Sends one framed request of revision 2026-07-28 over HTTP. @modelcontextprotocol/ext-tasks asks its host for this, because the
// SDK's client does not read results of type task.

let next = 1;

const NAMED = { 'tools/call': 'name', 'tasks/get': 'taskId', 'tasks/update': 'taskId', 'tasks/cancel': 'taskId' };

/** A dispatch function for createTaskSessionFromClient. */
export function rawDispatch(url, headers) {
  return async ({ method, params }, { signal, context } = {}) => {
    const response = await fetch(url, {
      method: 'POST',
      signal,
      headers: {
        ...headers,
        ...context?.headers,
        'Content-Type': 'application/json',
        Accept: 'application/json, text/event-stream',
        'MCP-Protocol-Version': params._meta['io.modelcontextprotocol/protocolVersion'],
        'Mcp-Method': method,
        'Mcp-Name': params[NAMED[method]],
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: `raw-${next++}`, method, params }),
    });
    const { result, error } = answer(await response.text(), response.headers.get('content-type'));
    return error ? { kind: 'error', error } : { kind: 'result', result };
  };
}

/** The last message: in an event stream, the response. */
function answer(body, type) {
  if (!type.startsWith('text/event-stream')) return JSON.parse(body);
  const data = body.split('\n').filter((line) => line.startsWith('data: ')).at(-1);
  return JSON.parse(data.slice('data: '.length));
}
