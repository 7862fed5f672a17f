// Checks a task's events against its receipt, in a browser or in Node: WebCrypto only, no imports, no
// network. The formats are docs/event-chain-format.md and docs/receipt-format.md; docs/vectors holds
// what this and the verifier in Java have to agree on.
//
//   const verdict = await verify({ receipt, events, keys })
//
// receipt: compact JWS or null; keys: the JWKS' text or null; events: an export as a string, as bytes,
// or as an async iterable of pieces of bytes, which is read once and not kept.
// verdict: { exit, seq, line } with exit 0 valid, 10 incomplete, 20 tampered (seq names the event, 0
// the description of the task or its snapshot), 21 bad signature, 22 unknown key, 2 wrong use.

const EVENTS_FORMAT = 'axontask-events/1';
const RECEIPT_FORMAT = 'axontask-receipt/1';
const SNAPSHOT_FORMAT = 'axontask-snapshot/1';
const MAX_LINE = 16 * 1024 * 1024;
const MAX_INT = 2 ** 31 - 1;
const TERMINAL = new Set(['succeeded', 'failed', 'canceled', 'timed_out', 'lost', 'dead_letter']);
const subtle = globalThis.crypto.subtle;
const encoder = new TextEncoder();

class Malformed extends Error {}

export async function verify({ receipt = null, events, keys = null }) {
  if (receipt === null) return checkEvents(events, null);
  if (keys === null) return wrongUse("a receipt is checked with the issuer's keys");
  let jws;
  try {
    jws = readJws(receipt);
  } catch (wrong) {
    return wrongUse(`this is not a receipt: ${message(wrong)}`);
  }
  let key;
  try {
    key = await findKey(jws.keyId, keys);
  } catch (wrong) {
    return wrongUse(`this is not a JWKS: ${message(wrong)}`);
  }
  if (key === null) return { exit: 22, seq: null, line: `unknown key: the receipt was signed with ${jws.keyId}` };
  if (!(await signedBy(jws, key))) {
    return { exit: 21, seq: null, line: 'bad signature: the receipt was changed after it was signed' };
  }
  try {
    return await checkEvents(events, readClaims(jws.claims));
  } catch (wrong) {
    return wrongUse(`the receipt cannot be read: ${message(wrong)}`);
  }
}

// --- the receipt ------------------------------------------------------------------------------------

function readJws(text) {
  const parts = text.trim().split('.');
  if (parts.length !== 3 || text.length > 1024 * 1024) throw new Malformed('a compact JWS has three parts');
  const header = parseObject(utf8(base64Url(parts[0])));
  if (header.get('alg') !== 'EdDSA' || header.get('typ') !== 'axontask-receipt+jws' || header.has('crit')) {
    throw new Malformed('its header is not that of a receipt');
  }
  let signature = null;
  try {
    signature = base64Url(parts[2]);
  } catch (wrong) {
    message(wrong);
  }
  return { signed: `${parts[0]}.${parts[1]}`, keyId: textField(header, 'kid'), claims: parts[1], signature };
}

async function findKey(keyId, jwks) {
  const keys = parseObject(jwks).get('keys');
  if (!Array.isArray(keys)) throw new Malformed('no list of keys');
  for (const key of keys) {
    if (!(key instanceof Map) || key.get('kty') !== 'OKP' || key.get('crv') !== 'Ed25519') continue;
    const x = key.get('x');
    if (typeof x !== 'string') continue;
    const thumbprint = await sha256(encoder.encode(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`));
    if (toBase64Url(thumbprint) !== keyId) continue;
    try {
      const bytes = base64Url(x);
      return bytes.length === 32 ? bytes : null;
    } catch (wrong) {
      message(wrong);
      return null;
    }
  }
  return null;
}

async function signedBy(jws, publicKey) {
  if (jws.signature === null || jws.signature.length !== 64) return false;
  try {
    const key = await subtle.importKey('raw', publicKey, { name: 'Ed25519' }, false, ['verify']);
    return await subtle.verify({ name: 'Ed25519' }, key, jws.signature, encoder.encode(jws.signed));
  } catch (notAPoint) {
    if (notAPoint.name === 'NotSupportedError') throw notAPoint;
    return false;
  }
}

function readClaims(part) {
  const claims = parseObject(utf8(base64Url(part)));
  if (textField(claims, 'format') !== RECEIPT_FORMAT) throw new Malformed(`the receipt's format is not ${RECEIPT_FORMAT}`);
  return {
    tenant: idField(claims, 'tenant'),
    task: idField(claims, 'task'),
    specHash: hexField(claims, 'spec_hash', 32),
    genesis: hexField(claims, 'genesis_hash', 32),
    eventCount: numberField(claims, 'event_count', 1, Number.MAX_SAFE_INTEGER),
    head: hexField(claims, 'head_hash', 32),
    state: textField(claims, 'state'),
    issuer: textField(claims, 'issuer'),
    kinds: claims.get('kinds'),
  };
}

// --- the events -------------------------------------------------------------------------------------

async function checkEvents(events, receipt) {
  const lines = readLines(events);
  const first = (await lines.next()).value;
  let fields;
  try {
    fields = parseObject(lineText(first));
  } catch (wrong) {
    message(wrong);
    fields = new Map();
  }
  if (fields.get('format') !== EVENTS_FORMAT) return wrongUse(`the events are not in the form ${EVENTS_FORMAT}`);
  let header;
  try {
    header = readHeader(fields);
  } catch (wrong) {
    return tampered(0, `the first line was changed: ${message(wrong)}`);
  }
  header.specHash = await hash('axontask.dev/spec/v1',
    prefixed(encoder.encode(header.adapter)), prefixed(encoder.encode(header.name ?? '')), prefixed(encoder.encode(header.args)));
  header.genesis = await hash('axontask.dev/genesis/v1',
    idBytes(header.tenant), idBytes(header.task), i64(header.createdMicros), header.specHash);
  const difference = receipt && headerDifference(header, receipt);
  if (difference) return tampered(0, difference);

  const so = { first: 0, last: 0, ts: header.createdMicros, hash: header.genesis, kind: '', ended: false, cut: false, erased: 0, snapshot: null };
  let second = true;
  for await (const line of lines) {
    const snapshot = second ? snapshotFields(line) : null;
    second = false;
    const wrong = snapshot ? await checkSnapshot(snapshot, header, receipt, so) : await checkLine(line, header, receipt, so);
    if (wrong) return wrong;
  }
  return atTheEnd(receipt, so);
}

function headerDifference(header, receipt) {
  if (header.task !== receipt.task || header.tenant !== receipt.tenant) {
    return `the receipt is for task ${receipt.task}, the events are of ${header.task}`;
  }
  if (!same(header.specHash, receipt.specHash)) return 'the adapter, the name or the arguments are not those in the receipt';
  return same(header.genesis, receipt.genesis) ? null : 'the time of creation is not that in the receipt';
}

/** The fields of a line that is a snapshot; null of any other. */
function snapshotFields(line) {
  try {
    const fields = parseObject(lineText(line));
    return fields.has('snapshot') ? fields : null;
  } catch (wrong) {
    message(wrong);
    return null;
  }
}

async function checkSnapshot(fields, header, receipt, so) {
  let snapshot;
  try {
    snapshot = readSnapshot(fields);
  } catch (wrong) {
    return tampered(0, `the snapshot is not readable: ${message(wrong)}`);
  }
  const difference = await snapshotDifference(snapshot, header, receipt);
  if (difference) return tampered(0, difference);
  so.snapshot = snapshot;
  so.last = snapshot.trimmedSeq;
  so.hash = snapshot.trimmedHash;
  so.ended = snapshot.trimmedSeq === snapshot.seq;
  return null;
}

async function snapshotDifference(snapshot, header, receipt) {
  const counts = [...snapshot.counts].sort(([a], [b]) => (a < b ? -1 : 1));
  const computed = await hash('axontask.dev/snapshot/v1',
    idBytes(header.tenant), idBytes(header.task), i64(snapshot.seq), snapshot.head, u32(counts.length),
    ...counts.flatMap(([kind, count]) => [prefixed(encoder.encode(kind)), i64(count.events), i64(count.bytes)]));
  if (!same(computed, snapshot.digest)) return 'the snapshot was changed: its digest is another';
  if (counts.reduce((sum, [, count]) => sum + count.events, 0) !== snapshot.seq) {
    return 'the snapshot does not count as many events as it stands for';
  }
  if (snapshot.trimmedSeq === snapshot.seq && !same(snapshot.trimmedHash, snapshot.head)) {
    return "the snapshot's last trimmed event is not the one that it ends with";
  }
  if (!receipt) return null;
  if (snapshot.seq !== receipt.eventCount) return `the snapshot is of ${snapshot.seq} events, the receipt counts ${receipt.eventCount}`;
  if (!same(snapshot.head, receipt.head)) return 'the snapshot does not end with the event that the receipt ends with';
  return receipt.kinds === undefined || sameKinds(snapshot.counts, receipt.kinds)
    ? null : 'the snapshot counts other kinds of events than the receipt';
}

function sameKinds(counts, kinds) {
  if (!(kinds instanceof Map) || kinds.size !== counts.size) return false;
  return [...counts].every(([kind, count]) => {
    const other = kinds.get(kind);
    return other instanceof Map && other.size === 2
      && other.get('events')?.number === count.events && other.get('bytes')?.number === count.bytes;
  });
}

async function checkLine(line, header, receipt, so) {
  let event;
  try {
    event = await readEvent(parseObject(lineText(line)));
  } catch (wrong) {
    const reason = message(wrong);
    if (!line.ended && !so.ended) {
      so.cut = true;
      return null;
    }
    return tampered(so.last + 1, `event ${so.last + 1} is not readable: ${reason}`);
  }
  if (so.last === 0 && event.seq > 1) {
    so.last = event.seq - 1;
    so.hash = event.hashPrev;
  }
  so.first = so.first || event.seq;
  const difference = await eventDifference(event, header, receipt, so);
  if (difference) return tampered(so.last + 1, difference);
  so.last = event.seq;
  so.ts = event.tsMicros;
  so.hash = event.hash;
  so.kind = event.kind;
  so.ended = TERMINAL.has(event.kind);
  so.erased += event.erased ? 1 : 0;
  return null;
}

async function eventDifference(event, header, receipt, so) {
  const expected = so.last + 1;
  if (event.seq !== expected) return `event ${expected} is missing: event ${event.seq} stands in its place`;
  if (!same(event.hashPrev, so.hash)) return `event ${expected} does not follow from what stands before it`;
  const computed = await hash('axontask.dev/event/v1',
    idBytes(header.tenant), idBytes(header.task), i64(event.seq), u32(event.attempt), i64(event.tsMicros),
    prefixed(encoder.encode(event.kind)), u32(event.length), event.commitment, event.hashPrev);
  if (!same(computed, event.hash)) return `event ${expected} was changed: its hash is another`;
  if (event.tsMicros < so.ts) return `event ${expected} is earlier than the one before it`;
  if (so.ended) return `event ${expected} comes after the task's end`;
  if (so.snapshot && event.seq === so.snapshot.seq && !same(event.hash, so.snapshot.head)) {
    return `event ${expected} is not the one that the snapshot ends with`;
  }
  if (!receipt || event.seq < receipt.eventCount) return null;
  if (event.seq > receipt.eventCount) return `event ${expected} is one more than the receipt counts`;
  if (!same(event.hash, receipt.head)) return `event ${expected} is not the one that the receipt ends with`;
  return event.kind === receipt.state ? null : `event ${expected} says ${event.kind}, the receipt ${receipt.state}`;
}

function atTheEnd(receipt, so) {
  if (so.cut && receipt && so.last >= receipt.eventCount) return tampered(so.last + 1, 'something follows the last event');
  const count = so.first === 0 ? 0 : so.last - so.first + 1;
  const sound = `incomplete: ${count} events are intact`;
  const incomplete = (line) => ({ exit: 10, seq: null, line });
  if (!receipt) return incomplete(`${sound}, and without a receipt nobody vouches for them${so.ended ? '' : ' or for what follows'}`);
  if (so.last < receipt.eventCount) {
    return incomplete(`${sound}, and events ${so.last + 1} to ${receipt.eventCount} are missing at the end`);
  }
  if (so.snapshot) {
    return incomplete(`${sound} up to the signed end, and events 1 to ${so.snapshot.trimmedSeq} were trimmed:`
      + ' their snapshot has the signed end and counts');
  }
  if (so.first > 1) {
    return incomplete(`${sound} up to the signed end, and events 1 to ${so.first - 1} are missing at the start`);
  }
  const without = so.erased ? `, ${so.erased} of them with their payload erased` : '';
  return { exit: 0, seq: null, line: `valid: task ${receipt.task} ${so.kind}, ${count} events${without}, signed by ${receipt.issuer}` };
}

function readHeader(fields) {
  exactly(fields, ['format', 'tenant', 'task', 'created_us', 'adapter', 'name', 'args']);
  return {
    tenant: idField(fields, 'tenant'),
    task: idField(fields, 'task'),
    createdMicros: numberField(fields, 'created_us', -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    adapter: textField(fields, 'adapter'),
    name: fields.get('name') === null ? null : textField(fields, 'name'),
    args: textField(fields, 'args'),
  };
}

function readSnapshot(fields) {
  exactly(fields, ['snapshot', 'seq', 'hash', 'kinds', 'digest', 'trimmed_seq', 'trimmed_hash']);
  if (textField(fields, 'snapshot') !== SNAPSHOT_FORMAT) throw new Malformed(`snapshot is not ${SNAPSHOT_FORMAT}`);
  const kinds = fields.get('kinds');
  if (!(kinds instanceof Map)) throw new Malformed('kinds is not an object');
  const counts = new Map();
  for (const [kind, count] of kinds) {
    if (!/^[a-z_]{1,64}$/.test(kind) || !(count instanceof Map)) throw new Malformed('kinds is not an object of counts');
    exactly(count, ['events', 'bytes']);
    counts.set(kind, {
      events: numberField(count, 'events', 1, Number.MAX_SAFE_INTEGER),
      bytes: numberField(count, 'bytes', 0, Number.MAX_SAFE_INTEGER),
    });
  }
  const seq = numberField(fields, 'seq', 1, Number.MAX_SAFE_INTEGER);
  return {
    seq,
    counts,
    head: hexField(fields, 'hash', 32),
    digest: hexField(fields, 'digest', 32),
    trimmedSeq: numberField(fields, 'trimmed_seq', 1, seq),
    trimmedHash: hexField(fields, 'trimmed_hash', 32),
  };
}

async function readEvent(fields) {
  const erased = fields.has('pc');
  const form = fields.has('text') ? 'text' : 'base64';
  const common = ['seq', 'attempt', 'ts_us', 'kind', 'hash_prev', 'hash'];
  exactly(fields, erased ? [...common, 'pc', 'len'] : [...common, form, 'salt']);
  let length;
  let commitment;
  if (erased) {
    length = numberField(fields, 'len', 0, MAX_INT);
    commitment = hexField(fields, 'pc', 32);
  } else {
    const payload = form === 'text' ? encoder.encode(textField(fields, form)) : base64(textField(fields, form));
    length = payload.length;
    commitment = await hash('axontask.dev/payload/v1', hexField(fields, 'salt', 16), payload);
  }
  return {
    erased,
    length,
    commitment,
    seq: numberField(fields, 'seq', 1, Number.MAX_SAFE_INTEGER),
    attempt: numberField(fields, 'attempt', 0, MAX_INT),
    tsMicros: numberField(fields, 'ts_us', -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    kind: textField(fields, 'kind'),
    hashPrev: hexField(fields, 'hash_prev', 32),
    hash: hexField(fields, 'hash', 32),
  };
}

// --- lines ------------------------------------------------------------------------------------------

async function* pieces(events) {
  if (typeof events === 'string') yield encoder.encode(events);
  else if (events instanceof Uint8Array) yield events;
  else yield* events;
}

async function* readLines(events) {
  let kept = [];
  let size = 0;
  const line = (ended) => {
    const bytes = size > MAX_LINE ? null : concat(kept);
    kept = [];
    size = 0;
    return { bytes, ended };
  };
  const keep = (bytes) => {
    size += bytes.length;
    if (size <= MAX_LINE) kept.push(bytes);
  };
  for await (const piece of pieces(events)) {
    let from = 0;
    for (let to = piece.indexOf(10); to >= 0; to = piece.indexOf(10, from)) {
      keep(piece.subarray(from, to));
      yield line(true);
      from = to + 1;
    }
    keep(piece.slice(from));
  }
  if (size > 0) yield line(false);
}

function lineText(line) {
  if (!line || line.bytes === null) throw new Malformed('not a line, or too long');
  return utf8(line.bytes);
}

function utf8(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (notText) {
    throw new Malformed(`not UTF-8 (${notText.name})`);
  }
}

// --- fields -----------------------------------------------------------------------------------------

function exactly(fields, names) {
  if (fields.size !== names.length || !names.every((name) => fields.has(name))) {
    throw new Malformed(`the fields should be ${[...names].sort().join(', ')}`);
  }
}

function textField(fields, name) {
  const value = fields.get(name);
  if (typeof value !== 'string') throw new Malformed(`${name} is not a string`);
  return value;
}

function numberField(fields, name, least, most) {
  const value = fields.get(name);
  if (!(value instanceof Whole) || value.number < least || value.number > most) {
    throw new Malformed(`${name} is not a whole number in its range`);
  }
  return value.number;
}

function idField(fields, name) {
  const text = textField(fields, name);
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) throw new Malformed(`${name} is not a UUID in lower case`);
  return text;
}

function hexField(fields, name, length) {
  const text = textField(fields, name);
  if (text.length !== 2 * length || !/^[0-9a-f]*$/.test(text)) throw new Malformed(`${name} is not ${length} bytes in lower-case hex`);
  return fromHex(text);
}

// --- JSON: strict, with no duplicate names and no half surrogate pairs ------------------------------

class Whole {
  constructor(number) {
    this.number = number;
  }
}

function parseObject(text) {
  const reader = { text, at: 0 };
  space(reader);
  const value = readValue(reader, 0);
  space(reader);
  if (reader.at < text.length) throw new Malformed('something follows the value');
  if (!(value instanceof Map)) throw new Malformed('not a JSON object');
  return value;
}

function readValue(reader, depth) {
  if (depth > 32) throw new Malformed('nested too deeply');
  switch (reader.text[reader.at]) {
    case '{': return readMembers(reader, depth);
    case '[': return readElements(reader, depth);
    case '"': return readString(reader);
    case 't': return readWord(reader, 'true', true);
    case 'f': return readWord(reader, 'false', false);
    case 'n': return readWord(reader, 'null', null);
    default: return readNumber(reader);
  }
}

function readMembers(reader, depth) {
  const members = new Map();
  expect(reader, '{');
  space(reader);
  if (take(reader, '}')) return members;
  do {
    space(reader);
    const name = readString(reader);
    space(reader);
    expect(reader, ':');
    space(reader);
    if (members.has(name)) throw new Malformed('a name occurs twice');
    members.set(name, readValue(reader, depth + 1));
    space(reader);
  } while (take(reader, ','));
  expect(reader, '}');
  return members;
}

function readElements(reader, depth) {
  const elements = [];
  expect(reader, '[');
  space(reader);
  if (take(reader, ']')) return elements;
  do {
    space(reader);
    elements.push(readValue(reader, depth + 1));
    space(reader);
  } while (take(reader, ','));
  expect(reader, ']');
  return elements;
}

function readString(reader) {
  const from = reader.at;
  expect(reader, '"');
  while (!take(reader, '"')) {
    if (reader.at >= reader.text.length) throw new Malformed('it ends too early');
    reader.at += reader.text[reader.at] === '\\' ? 2 : 1;
  }
  let string;
  try {
    string = JSON.parse(reader.text.slice(from, reader.at));
  } catch (wrong) {
    throw new Malformed(`not a string (${wrong.name})`);
  }
  if (/\p{Surrogate}/u.test(string)) throw new Malformed('half a surrogate pair');
  return string;
}

function readNumber(reader) {
  const [number] = /^[-+.0-9Ee]*/.exec(reader.text.slice(reader.at, reader.at + 80));
  reader.at += number.length;
  if (/^(-?[1-9][0-9]{0,15}|0)$/.test(number)) return new Whole(Number(number));
  if (number.length > 64 || !/^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$/.test(number)) throw new Malformed('not a value');
  return Number(number);
}

function readWord(reader, word, value) {
  if (!reader.text.startsWith(word, reader.at)) throw new Malformed('not a value');
  reader.at += word.length;
  return value;
}

function space(reader) {
  while (reader.at < reader.text.length && ' \t\r\n'.includes(reader.text[reader.at])) reader.at++;
}

function take(reader, wanted) {
  if (reader.text[reader.at] !== wanted) return false;
  reader.at++;
  return true;
}

function expect(reader, wanted) {
  if (!take(reader, wanted)) throw new Malformed(`expected ${wanted} at character ${reader.at + 1}`);
}

// --- bytes ------------------------------------------------------------------------------------------

async function sha256(bytes) {
  return new Uint8Array(await subtle.digest('SHA-256', bytes));
}

function hash(label, ...parts) {
  return sha256(concat([encoder.encode(`${label}\0`), ...parts]));
}

function concat(parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function u32(value) {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

function i64(value) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(value));
  return bytes;
}

function prefixed(bytes) {
  return concat([u32(bytes.length), bytes]);
}

function idBytes(id) {
  return fromHex(id.replaceAll('-', ''));
}

function fromHex(text) {
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

function same(a, b) {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function base64(text) {
  let bytes;
  try {
    bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  } catch (notBase64) {
    throw new Malformed(`not base64 (${notBase64.name})`);
  }
  if (toBase64(bytes) !== text) throw new Malformed('base64 that is not in its one form');
  return bytes;
}

function toBase64(bytes) {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function base64Url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new Malformed('not base64url');
  const padded = text.replaceAll('-', '+').replaceAll('_', '/') + '='.repeat((4 - (text.length % 4)) % 4);
  return base64(padded);
}

function toBase64Url(bytes) {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

// --- verdicts ---------------------------------------------------------------------------------------

function tampered(seq, what) {
  return { exit: 20, seq, line: `tampered at event ${seq}: ${what}` };
}

function wrongUse(what) {
  return { exit: 2, seq: null, line: `wrong use: ${what}` };
}

/** The text of a Malformed; anything else is a mistake of this program and goes on. */
function message(error) {
  if (!(error instanceof Malformed)) throw error;
  return error.message;
}
