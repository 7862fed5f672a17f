// node run.mjs <verify.mjs> <cases.json>: prints {exit, seq, line} for each case, as a JSON array.
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

const [, , verifier, cases] = process.argv;
const { verify } = await import(pathToFileURL(verifier));
const verdicts = [];
for (const each of JSON.parse(await readFile(cases, 'utf8'))) {
  const events = each.events_base64 === undefined
    ? new TextEncoder().encode(each.events)
    : new Uint8Array(Buffer.from(each.events_base64, 'base64'));
  verdicts.push(await verify({ receipt: each.receipt, keys: each.keys, events }));
}
process.stdout.write(JSON.stringify(verdicts));
