// usage: node conformance.mjs URL, with MCP_CONFORMANCE_SCENARIO, _PROTOCOL_VERSION and _CONTEXT in the environment
// What the conformance suite starts as the client under test: an official SDK client behind our bridge, so that everything the
// suite sees on HTTP is the bridge's work.
import { connect } from './bridged.mjs';

const {
  MCP_CONFORMANCE_SCENARIO: scenario,
  MCP_CONFORMANCE_PROTOCOL_VERSION: revision,
  MCP_CONFORMANCE_CONTEXT: context = '{}',
} = process.env;
const ASKED = { elicitation: { form: { applyDefaults: true } } };

const all = (calls) => Promise.all(calls);

async function callAll(client, args = {}) {
  const { tools } = await client.listTools();
  return all(tools.map((tool) => client.callTool({ name: tool.name, arguments: args })));
}

/** Calls everything that is offered; the suite judges by what reaches it. */
async function tryAll(client) {
  const { tools } = await client.listTools();
  const calls = tools.map((tool) => client.callTool({ name: tool.name, arguments: { value: 'x' } }));
  const outcomes = await Promise.allSettled(calls);
  outcomes.filter(({ reason }) => reason).forEach(({ reason }) => console.error(reason.message));
}

async function everyKind(client) {
  await callAll(client);
  const { resources } = await client.listResources();
  await all(resources.map(({ uri }) => client.readResource({ uri })));
  const { prompts } = await client.listPrompts();
  await all(prompts.map(({ name }) => client.getPrompt({ name })));
}

async function givenCalls(client) {
  await client.listTools();
  await all(JSON.parse(context).toolCalls.map((call) => client.callTool(call)));
}

async function echoSchema(client) {
  const { tools } = await client.listTools();
  const { inputSchema } = tools.find((tool) => tool.name === 'json_schema_2020_12_tool');
  await client.callTool({ name: 'json_schema_echo', arguments: { schema: inputSchema } });
}

const SCENARIOS = {
  initialize: { run: (client) => client.listTools() },
  tools_call: { run: (client) => callAll(client, { a: 2, b: 3 }) },
  'sse-retry': { run: (client) => callAll(client) },
  'elicitation-sep1034-client-defaults': { run: (client) => callAll(client), capabilities: ASKED, content: {} },
  'json-schema-2020-12-preservation': { run: echoSchema },
  'request-metadata': { run: (client) => client.listTools(), capabilities: { ...ASKED, roots: {}, sampling: {} } },
  // One of its tools leaves out resultType, which this SDK refuses to read.
  'sep-2322-client-request-state': { run: tryAll, capabilities: ASKED, content: { confirmed: true } },
  'http-standard-headers': { run: everyKind },
  'http-custom-headers': { run: givenCalls },
  'http-invalid-tool-headers': { run: (client) => callAll(client) },
  'json-schema-ref-no-deref': { run: (client) => client.listTools() },
};

const { run, capabilities = {}, content = {} } = SCENARIOS[scenario];
const client = await connect(process.argv[2], revision, capabilities, content);
await run(client);
await client.close();
