#!/usr/bin/env python3
"""Makes hashes.json and verdicts.json: the golden vectors of the chain and the receipt.

Written from docs/event-chain-format.md and docs/receipt-format.md alone, in another language than
the writer and both verifiers, with the standard library only: it shares no code with what it judges.
Everything is derived from fixed texts, so a second run gives the same bytes.

    python3 docs/vectors/generate.py
"""
import base64
import copy
import hashlib
import json
import os
import struct
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def lp(value):
    return struct.pack(">I", len(value)) + value


def derived(label, length):
    """Bytes that look random and are the same in every run."""
    return hashlib.shake_128(b"axontask vectors: " + label.encode()).digest(length)


# --- the format -------------------------------------------------------------------------------

def spec_hash(adapter, name, args):
    return sha(b"axontask.dev/spec/v1\0", lp(adapter.encode()), lp((name or "").encode()), lp(args.encode()))


def genesis(tenant, task, created_us, spec):
    return sha(b"axontask.dev/genesis/v1\0", uuid.UUID(tenant).bytes, uuid.UUID(task).bytes,
               struct.pack(">q", created_us), spec)


def commitment(salt, payload):
    return sha(b"axontask.dev/payload/v1\0", salt, payload)


def link(tenant, task, seq, attempt, ts_us, kind, length, pc, previous):
    return sha(b"axontask.dev/event/v1\0", uuid.UUID(tenant).bytes, uuid.UUID(task).bytes,
               struct.pack(">QIq", seq, attempt, ts_us), lp(kind.encode()),
               struct.pack(">I", length), pc, previous)


def snapshot_digest(tenant, task, seq, head, kinds):
    counts = b"".join(lp(kind.encode()) + struct.pack(">QQ", kinds[kind]["events"], kinds[kind]["bytes"]) for kind in sorted(kinds))
    return sha(b"axontask.dev/snapshot/v1\0", uuid.UUID(tenant).bytes, uuid.UUID(task).bytes, struct.pack(">Q", seq), head,
               struct.pack(">I", len(kinds)), counts)


# --- Ed25519, as RFC 8032 section 6 has it ------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(a, b):
    x1, y1, z1, t1 = a
    x2, y2, z2, t2 = b
    e, f = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = f - e, d - c, d + c, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def base_point():
    y = 4 * pow(5, P - 2, P) % P
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT % P
    if x & 1:
        x = P - x
    return x, y, 1, x * y % P


B = base_point()


def compress(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def secret(seed):
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little") & ((1 << 254) - 8) | 1 << 254
    return scalar, digest[32:]


def public_key(seed):
    return compress(times(secret(seed)[0], B))


def ed25519_sign(seed, message):
    scalar, prefix = secret(seed)
    public = public_key(seed)
    r = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % L
    point = compress(times(r, B))
    k = int.from_bytes(hashlib.sha512(point + public + message).digest(), "little") % L
    return point + ((r + k * scalar) % L).to_bytes(32, "little")


# --- receipts -----------------------------------------------------------------------------------

def b64u(value):
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Key:
    def __init__(self, label):
        self.seed = derived(label, 32)
        self.x = b64u(public_key(self.seed))
        self.kid = b64u(sha(compact({"crv": "Ed25519", "kty": "OKP", "x": self.x}).encode()))

    def jwk(self):
        return {"kty": "OKP", "crv": "Ed25519", "x": self.x, "kid": self.kid, "alg": "EdDSA", "use": "sig"}

    def sign(self, claims, header=None):
        head = header or {"kid": self.kid, "typ": "axontask-receipt+jws", "alg": "EdDSA"}
        signed = b64u(compact(head).encode()) + "." + b64u(compact(claims).encode())
        return signed + "." + b64u(ed25519_sign(self.seed, signed.encode()))


ISSUER, FORMER, STRANGER = Key("issuer"), Key("former"), Key("stranger")
JWKS = compact({"keys": [ISSUER.jwk(), FORMER.jwk()]})


# --- tasks --------------------------------------------------------------------------------------

TENANT = "00000000-0000-7000-8000-000000000001"
CREATED = 1_763_683_200_000_001


class Export:
    """A header and events as dictionaries; payloads as bytes until they are written."""

    def __init__(self, label, name="nightly build", args='{"command":"make \\u0022all\\u0022"}'):
        self.label = label
        raw = bytearray(derived(label + " id", 16))
        raw[0:6] = (CREATED // 1000).to_bytes(6, "big")
        raw[6], raw[8] = 0x70 | raw[6] & 15, 0x80 | raw[8] & 63
        self.header = {"format": "axontask-events/1", "tenant": TENANT, "task": str(uuid.UUID(bytes=bytes(raw))),
                       "created_us": CREATED, "adapter": "shell", "name": name, "args": args}
        self.events = []

    def genesis(self):
        h = self.header
        return genesis(h["tenant"], h["task"], h["created_us"], spec_hash(h["adapter"], h["name"], h["args"]))

    def add(self, kind, payload, attempt=1, after_us=1000):
        seq = len(self.events) + 1
        self.events.append({
            "seq": seq, "attempt": attempt,
            "ts_us": (self.events[-1]["ts_us"] if self.events else CREATED) + after_us,
            "kind": kind, "payload": payload, "salt": derived(f"{self.label} salt {seq}", 16)})
        self.rehash(seq - 1)
        return self

    def rehash(self, from_index=0):
        """Links the events anew, as somebody would who changed them and knew the format."""
        h = self.header
        for i in range(from_index, len(self.events)):
            e = self.events[i]
            e["prev"] = self.events[i - 1]["hash"] if i else self.genesis()
            pc = e.get("pc") or commitment(e["salt"], e["payload"])
            length = e["len"] if "pc" in e else len(e["payload"])
            e["hash"] = link(h["tenant"], h["task"], e["seq"], e["attempt"], e["ts_us"], e["kind"], length, pc, e["prev"])
        return self

    def erase(self, seq):
        e = self.events[seq - 1]
        e["pc"], e["len"] = commitment(e["salt"], e["payload"]), len(e["payload"])
        del e["payload"], e["salt"]
        return self

    def line(self, e):
        out = {k: e[k] for k in ("seq", "attempt", "ts_us", "kind")}
        if "pc" in e:
            out["pc"], out["len"] = e["pc"].hex(), e["len"]
        else:
            try:
                out["text"] = e["payload"].decode()
            except UnicodeDecodeError:
                out["base64"] = base64.b64encode(e["payload"]).decode()
            out["salt"] = e["salt"].hex()
        out["hash_prev"], out["hash"] = e["prev"].hex(), e["hash"].hex()
        return compact(out)

    def snapshot(self, trimmed, **changed):
        """The line that stands for the first events; with changed fields, hashed by somebody who knew the format."""
        h, claims = self.header, self.claims()
        out = {"snapshot": "axontask-snapshot/1", "seq": claims["event_count"], "hash": claims["head_hash"], "kinds": claims["kinds"],
               "trimmed_seq": trimmed, "trimmed_hash": self.events[trimmed - 1]["hash"].hex()}
        out.update(changed)
        if "digest" not in out:
            out["digest"] = snapshot_digest(h["tenant"], h["task"], out["seq"], bytes.fromhex(out["hash"]), out["kinds"]).hex()
        return compact(out)

    def trimmed(self, trimmed, **changed):
        lines = self.lines()
        return joined([lines[0], self.snapshot(trimmed, **changed)] + lines[1 + trimmed:])

    def lines(self):
        return [compact(self.header)] + [self.line(e) for e in self.events]

    def bytes(self):
        return "".join(line + "\n" for line in self.lines()).encode()

    def claims(self):
        h, last = self.header, self.events[-1]
        kinds = {}
        for e in self.events:
            length = e["len"] if "pc" in e else len(e["payload"])
            k = kinds.setdefault(e["kind"], {"events": 0, "bytes": 0})
            k["events"] += 1
            k["bytes"] += length
        claims = {"format": "axontask-receipt/1", "issuer": "https://axontask.example", "issued_at": "2025-11-21T01:00:00.000000Z",
                  "tenant": h["tenant"], "task": h["task"], "adapter": h["adapter"],
                  "spec_hash": spec_hash(h["adapter"], h["name"], h["args"]).hex(), "genesis_hash": self.genesis().hex(),
                  "event_count": len(self.events), "head_hash": last["hash"].hex(), "state": last["kind"], "exit_code": 0,
                  "attempts": 1, "created_at": "2025-11-21T00:00:00.000001Z", "ended_at": "2025-11-21T00:00:01.000000Z", "kinds": kinds}
        if h["name"]:
            claims["name"] = h["name"]
        return claims

    def copy(self):
        return copy.deepcopy(self)


def example(label, **header):
    task = Export(label, **header)
    task.add("started", b'{"attempt":1,"adapter":"shell"}')
    task.add("stdout", "first line\nGr\u00fc\u00dfe \U0001f600\n".encode())
    task.add("stdout", b"nul \x00 and escape \x1b[1m\r\n")
    task.add("stderr", b"\xff\xfe not UTF-8 \xc3")
    task.add("progress", b'{"fraction":0.5,"message":"half \\ud800 a pair"}')
    task.add("stdout", b"last line", after_us=0)
    task.add("succeeded", b'{"exit_code":0}')
    return task


# --- cases --------------------------------------------------------------------------------------

CASES = []
A, OTHER = example("a"), example("other")
RECEIPT = ISSUER.sign(A.claims())


def case(name, exit_code, events, seq=None, receipt=RECEIPT, keys=JWKS):
    data = events.bytes() if isinstance(events, Export) else events
    entry = {"name": name, "exit": exit_code, "seq": seq, "receipt": receipt, "keys": keys}
    try:
        entry["events"] = data.decode()
    except UnicodeDecodeError:
        entry["events_base64"] = base64.b64encode(data).decode()
    CASES.append(entry)


def joined(lines):
    return "".join(line + "\n" for line in lines).encode()


def changed(edit, rehash_from=None):
    export = A.copy()
    edit(export)
    if rehash_from is not None:
        export.rehash(rehash_from)
    return export


def edit_event(seq, **fields):
    return lambda export: export.events[seq - 1].update(fields)


def edit_header(**fields):
    return lambda export: export.header.update(fields)


def text_edit(old, new):
    data = A.bytes().decode()
    assert data.count(old) == 1, old
    return data.replace(old, new).encode()


def all_cases():
    lines = A.lines()
    # Sound.
    case("as it was", 0, A)
    case("no line feed at the end", 0, A.bytes()[:-1])
    case("signed with a former key that is still listed", 0, A, receipt=FORMER.sign(A.claims()))
    case("a line feed after the receipt", 0, A, receipt=RECEIPT + "\n")
    no_name = example("no name", name=None)
    case("no name", 0, no_name, receipt=ISSUER.sign(no_name.claims()))
    empty_name = no_name.copy()
    empty_name.header["name"] = ""
    case("an empty name is no name", 0, empty_name, receipt=ISSUER.sign(no_name.claims()))
    case("a payload erased", 0, A.copy().erase(3))
    case("all payloads erased", 0, [e.erase(i) for e in [A.copy()] for i in range(1, 8)][0])
    pending = Export("canceled while pending").add("canceled", b'{"ended_by":"cancel"}', attempt=0)
    case("attempt 0", 0, pending, receipt=ISSUER.sign(pending.claims()))
    case("other escapes of the same text", 0, text_edit("last line", "last\\u0020l\\u0069ne"))
    case("text as base64", 0, text_edit('"text":"last line"', '"base64":"' + base64.b64encode(b"last line").decode() + '"'))
    case("spaces between the fields", 0, text_edit('{"seq":6,"attempt":1,', '{ "seq" : 6 , "attempt":1 ,\t'))

    # Incomplete.
    case("no receipt", 10, A, receipt=None)
    case("no receipt and the end missing", 10, joined(lines[:-2]), receipt=None)
    case("truncated by one", 10, joined(lines[:-1]))
    case("truncated to the first line", 10, joined(lines[:1]))
    case("cut in the middle of a line", 10, A.bytes()[:-100])
    case("cut in the middle of a line without receipt", 10, A.bytes()[:-100], receipt=None)
    case("trimmed at the start", 10, joined(lines[:1] + lines[3:]))
    case("trimmed at the start without receipt", 10, joined(lines[:1] + lines[3:]), receipt=None)
    case("trimmed and truncated", 10, joined(lines[:1] + lines[3:-1]))

    # Tampered: the events as they stand.
    for seq in range(1, 8):
        e = A.events[seq - 1]
        flipped = bytes([e["payload"][0] ^ 1]) + e["payload"][1:]
        case(f"flip in the payload of event {seq}", 20, changed(edit_event(seq, payload=flipped)), seq)
        if 1 < seq < 7:
            case(f"delete event {seq}", 20, joined(lines[:seq] + lines[seq + 1:]), seq)
        case(f"duplicate event {seq}", 20, joined(lines[:seq + 1] + lines[seq:]), seq + 1)
        case(f"retime event {seq}", 20, changed(edit_event(seq, ts_us=e["ts_us"] + 1)), seq)
        case(f"rename the kind of event {seq}", 20, changed(edit_event(seq, kind="stalled")), seq)
        case(f"another attempt in event {seq}", 20, changed(edit_event(seq, attempt=2)), seq)
        case(f"wrong salt in event {seq}", 20, changed(edit_event(seq, salt=derived("wrong", 16))), seq)
    for seq in range(1, 7):
        swapped = lines[:seq] + [lines[seq + 1], lines[seq]] + lines[seq + 2:]
        case(f"swap events {seq} and {seq + 1}", 20, joined(swapped), 2 if seq == 1 else seq)
    CASES[-6]["seq"] = 3  # The second event in the first's place reads as trimmed; then one is missing.
    case("insert an event", 20, joined(lines[:4] + [OTHER.line(OTHER.events[3])] + lines[4:]), 4)
    case("insert an event after the end", 20, joined(lines + [lines[-1].replace('"seq":7', '"seq":8')]), 8)
    case("rubbish after the end", 20, A.bytes() + b'{"seq":8', 8)
    case("an empty line", 20, joined(lines[:4] + [""] + lines[4:]), 4)
    case("two lines in one", 20, text_edit("}\n" + lines[5][:20], "}" + lines[5][:20]), 4)
    case("a payload erased, its length changed", 20, changed(lambda x: x.erase(3).events[2].update(len=1)), 3)
    case("a payload erased, its commitment changed", 20, changed(lambda x: x.erase(3).events[2].update(pc=derived("wrong", 32))), 3)
    case("an empty payload in place of an erased one", 20, changed(edit_event(3, payload=b"")), 3)

    # Tampered: by somebody who computed the hashes again.
    case("flip and hash that event again", 20, text_edit(lines[3], changed(edit_event(3, payload=b"x"), 2).lines()[3]), 4)
    case("flip and hash all again", 20, changed(edit_event(3, payload=b"x"), 2), 7)
    case("flip the last and hash again", 20, changed(edit_event(7, payload=b'{"exit_code":1}'), 6), 7)
    case("time runs backwards, hashed again", 20, changed(edit_event(4, ts_us=CREATED), 3), 4)
    longer = A.copy().add("stdout", b"more")
    case("an event after the end, hashed", 20, longer, 8)
    case("an event after the end, hashed, signed", 20, longer, 8, receipt=ISSUER.sign(longer.claims()))
    two = A.copy().add("succeeded", b"{}")
    case("two ends, hashed, signed", 20, two, 8, receipt=ISSUER.sign(two.claims()))
    no_end = A.copy()
    no_end.events.pop()
    no_end.add("stdout", b"so what")
    case("more events than the receipt counts", 20, no_end.copy().add("stdout", b"x"), 7)
    case("another end than the receipt's", 20, changed(edit_event(7, kind="failed"), 6), 7)
    claims = A.claims()
    claims["state"] = "failed"
    case("the receipt says another state", 20, A, 7, receipt=ISSUER.sign(claims))

    # Tampered: the first line.
    case("args changed", 20, changed(edit_header(args='{"command":"make"}')), 0)
    case("args changed in spaces only", 20, changed(edit_header(args=A.header["args"] + " ")), 0)
    case("name changed", 20, changed(edit_header(name="daily build")), 0)
    case("name removed", 20, changed(edit_header(name=None)), 0)
    case("adapter changed", 20, changed(edit_header(adapter="docker")), 0)
    case("created at another time", 20, changed(edit_header(created_us=CREATED + 1)), 0)
    case("another tenant", 20, changed(edit_header(tenant=TENANT[:-1] + "2")), 0)
    case("args changed and no receipt", 20, changed(edit_header(args="{}")), 1, receipt=None)
    case("args changed and all hashed again", 20, changed(edit_header(args="{}"), 0), 0)
    case("a field too many in the first line", 20, text_edit('"adapter"', '"extra":1,"adapter"'), 0)
    case("the first line in other tasks' events", 20, joined(lines[:1] + OTHER.lines()[1:]), 1)
    case("events of another task from the third on", 20, joined(lines[:3] + OTHER.lines()[3:]), 3)
    case("the receipt of another task", 20, A, 0, receipt=ISSUER.sign(OTHER.claims()))

    # Tampered: the text.
    case("half a surrogate pair", 20, text_edit("last line", "last \\ud800 line"), 6)
    case("the other half", 20, text_edit("last line", "last \\udc00\\ud800 line"), 6)
    case("not UTF-8", 20, A.bytes().replace(b"last line", b"last\xffline"), 6)
    case("a byte order mark", 20, A.bytes().replace(b'\n{"seq":6', b'\n\xef\xbb\xbf{"seq":6'), 6)
    case("upper-case hex", 20, text_edit('"salt":"' + A.events[4]["salt"].hex(), '"salt":"' + A.events[4]["salt"].hex().upper()), 5)
    case("base64 that is not in its one form", 20, A.bytes().replace(b'IMM=","salt', b'IMN=","salt'), 4)
    case("a field twice", 20, text_edit('{"seq":6,', '{"seq":6,"seq":6,'), 6)
    case("a field too many", 20, text_edit('{"seq":6,', '{"note":"","seq":6,'), 6)
    case("a field missing", 20, text_edit('{"seq":6,"attempt":1,', '{"seq":6,'), 6)
    case("text and base64", 20, text_edit('"text":"last line"', '"text":"last line","base64":"bGFzdCBsaW5l"'), 6)
    case("a sequence as a fraction", 20, text_edit('{"seq":6,', '{"seq":6.0,'), 6)
    case("a sequence as a string", 20, text_edit('{"seq":6,', '{"seq":"6",'), 6)
    case("a sequence with a leading zero", 20, text_edit('{"seq":6,', '{"seq":06,'), 6)
    case("a sequence beyond all numbers", 20, text_edit('{"seq":6,', '{"seq":9007199254740992,'), 6)
    case("an attempt below zero", 20, text_edit('{"seq":6,"attempt":1,', '{"seq":6,"attempt":-1,'), 6)
    case("a raw control character", 20, text_edit("last line", "last\tline"), 6)
    case("a comma too many", 20, text_edit('"text":"last line",', '"text":"last line",,'), 6)

    # The receipt.
    head, body, mark = RECEIPT.split(".")
    flipped = dict(A.claims(), exit_code=1)
    case("a claim changed", 21, A, receipt=".".join([head, b64u(compact(flipped).encode()), mark]))
    raw = base64.urlsafe_b64decode(mark + "==")
    case("a bit of the signature changed", 21, A, receipt=".".join([head, body, b64u(bytes([raw[0] ^ 1]) + raw[1:])]))
    case("no signature", 21, A, receipt=".".join([head, body, ""]))
    case("a signature in another form", 21, A, receipt=RECEIPT[:-1] + {"A": "B", "Q": "R", "g": "h", "w": "x"}[RECEIPT[-1]])
    case("signed by a stranger under the issuer's name", 21, A,
         receipt=STRANGER.sign(A.claims(), {"kid": ISSUER.kid, "typ": "axontask-receipt+jws", "alg": "EdDSA"}))
    case("signed by a stranger", 22, A, receipt=STRANGER.sign(A.claims()))
    case("no keys at all", 22, A, keys='{"keys":[]}')
    liar = dict(STRANGER.jwk(), kid=ISSUER.kid)
    case("a key under another's name", 22, A, keys=compact({"keys": [liar]}))
    case("bad signature and changed events", 21, joined(lines[:-3]), receipt=".".join([head, body, ""]))

    # Wrong use.
    case("no keys given", 2, A, keys=None)
    case("keys that are not JSON", 2, A, keys="keys")
    case("keys without a list", 2, A, keys="{}")
    case("a receipt that is none", 2, A, receipt="receipt")
    case("alg none", 2, A, receipt=".".join([b64u(compact({"alg": "none", "typ": "axontask-receipt+jws", "kid": ISSUER.kid}).encode()), body, ""]))
    case("another type of JWS", 2, A, receipt=ISSUER.sign(A.claims(), {"alg": "EdDSA", "typ": "JWT", "kid": ISSUER.kid}))
    case("a critical extension", 2, A, receipt=ISSUER.sign(
        A.claims(), {"alg": "EdDSA", "typ": "axontask-receipt+jws", "kid": ISSUER.kid, "crit": ["b64"], "b64": False}))
    case("another format of receipt", 2, A, receipt=ISSUER.sign(dict(A.claims(), format="axontask-receipt/2")))
    case("no events", 2, b"")
    case("another format of events", 2, text_edit("axontask-events/1", "axontask-events/2"))
    case("a first line that is not JSON", 2, A.bytes()[1:])

    # Trimmed, with a snapshot in place of the events.
    case("all trimmed", 10, A.trimmed(7))
    case("all trimmed, no line feed at the end", 10, A.trimmed(7)[:-1])
    case("all trimmed without receipt", 10, A.trimmed(7), receipt=None)
    case("trimmed by half", 10, A.trimmed(3))
    case("trimmed by half without receipt", 10, A.trimmed(3), receipt=None)
    case("trimmed by half and truncated", 10, joined(A.trimmed(3).decode().split("\n")[:-2]))
    case("trimmed by half, a payload of the rest erased", 10, A.copy().erase(5).trimmed(3))
    case("cut in the middle of the snapshot", 10, A.trimmed(7)[:-40])
    case("one event, trimmed", 10, pending.trimmed(1), receipt=ISSUER.sign(pending.claims()))
    kinds = A.claims()["kinds"]
    digest = json.loads(A.snapshot(7))["digest"]
    wrong = derived("wrong", 32).hex()
    more = dict(kinds, stdout={"events": 3, "bytes": 57})
    moved = dict(kinds, stdout={"events": 2, "bytes": 56}, stderr={"events": 2, "bytes": 14})
    fewer = {k: v for k, v in kinds.items() if k != "progress"}
    case("a byte more in the snapshot", 20, A.trimmed(7, kinds=more, digest=digest), 0)
    case("a byte more in the snapshot, without receipt", 20, A.trimmed(7, kinds=more, digest=digest), 0, receipt=None)
    case("a byte more in the snapshot, hashed again", 20, A.trimmed(7, kinds=more), 0)
    case("other kinds in the snapshot, hashed again", 20, A.trimmed(7, kinds=moved), 0)
    case("a kind missing in the snapshot, hashed again", 20, A.trimmed(7, kinds=fewer), 0)
    case("another head in the snapshot", 20, A.trimmed(7, hash=wrong, digest=digest), 0)
    case("another head in the snapshot, hashed again", 20, A.trimmed(7, hash=wrong, trimmed_hash=wrong), 0)
    case("another last trimmed hash", 20, A.trimmed(7, trimmed_hash=wrong), 0)
    case("another last trimmed hash before the rest", 20, A.trimmed(3, trimmed_hash=wrong), 4)
    case("another digest", 20, A.trimmed(7, digest=wrong), 0)
    case("a snapshot of more events than signed", 20, A.trimmed(7, seq=8, kinds=dict(kinds, lost={"events": 1, "bytes": 0})), 0)
    case("trimmed further than the snapshot", 20, A.trimmed(7, trimmed_seq=8), 0)
    case("trimmed by nothing", 20, A.trimmed(1, trimmed_seq=0), 0)
    case("a field too many in the snapshot", 20, A.trimmed(7, note=""), 0)
    case("a kind that is no word", 20, A.trimmed(7, kinds=dict(fewer, PROGRESS=kinds["progress"])), 0)
    case("counts that are no object", 20, A.trimmed(7, kinds=kinds, digest=digest).replace(b'{"events":3,"bytes":56}', b'3'), 0)
    case("another format of snapshot", 20, A.trimmed(7, snapshot="axontask-snapshot/2"), 0)
    case("the snapshot of another task", 20, joined([lines[0], OTHER.snapshot(7)]), 0)
    case("a snapshot and all events", 20, joined([lines[0], A.snapshot(3)] + lines[1:]), 4)
    case("a snapshot and a gap", 20, joined([lines[0], A.snapshot(3)] + lines[5:]), 4)
    case("an event after all are trimmed", 20, A.trimmed(7) + lines[7].encode(), 8)
    case("rubbish after all are trimmed", 20, A.trimmed(7) + b'{"seq":8', 8)
    case("a flip in what a snapshot leaves", 20, changed(edit_event(5, payload=b"X" + A.events[4]["payload"][1:])).trimmed(3), 5)
    case("a flip in what a snapshot leaves, hashed again", 20, joined(
        [lines[0], A.snapshot(3)] + changed(edit_event(5, payload=b"x"), 4).lines()[4:]), 7)
    case("the same without receipt", 20, joined(
        [lines[0], A.snapshot(3)] + changed(edit_event(5, payload=b"x"), 4).lines()[4:]), 7, receipt=None)
    case("a snapshot between events", 20, joined(lines[:4] + [A.snapshot(3)] + lines[4:]), 4)
    case("two snapshots", 20, joined([lines[0], A.snapshot(3), A.snapshot(3)] + lines[4:]), 4)


def hashes():
    specs = [("shell", "nightly build", '{"command":"true"}'), ("shell", "", "{}"),
             ("mock", "\u00dcbung \U0001f600", '{"a":"\\ud800"}'), ("", "ab", ""), ("a", "b", "")]
    payloads = [b"", b"text", b"\x00\xff", bytes(range(256)) * 5]
    task = A.header["task"]
    out = {"spec": [], "genesis": [], "payload": [], "event": [], "snapshot": []}
    for adapter, name, args in specs:
        out["spec"].append({"adapter": adapter, "name": name, "args": args, "hash": spec_hash(adapter, name, args).hex()})
    for created in (0, 1, CREATED, -1):
        spec = derived("spec", 32)
        out["genesis"].append({"tenant": TENANT, "task": task, "created_us": created, "spec_hash": spec.hex(),
                               "hash": genesis(TENANT, task, created, spec).hex()})
    for i, payload in enumerate(payloads):
        salt = derived(f"payload salt {i}", 16)
        out["payload"].append({"salt": salt.hex(), "payload": payload.hex(), "hash": commitment(salt, payload).hex()})
    for seq, attempt, ts, kind, length in [(1, 0, 0, "canceled", 0), (2, 1, CREATED, "stdout", 32768),
                                           (2**53 - 1, 2**31 - 1, 2**53 - 1, "dead_letter", 2**31 - 1)]:
        pc, prev = derived(f"pc {seq}", 32), derived(f"prev {seq}", 32)
        out["event"].append({"tenant": TENANT, "task": task, "seq": seq, "attempt": attempt, "ts_us": ts, "kind": kind, "len": length,
                             "pc": pc.hex(), "hash_prev": prev.hex(),
                             "hash": link(TENANT, task, seq, attempt, ts, kind, length, pc, prev).hex()})
    for seq, kinds in [(1, {"canceled": (1, 0)}), (2**53 - 1, {"timed_out": (1, 2), "stdout": (2**53 - 2, 2**53 - 1)})]:
        head, counts = derived(f"head {seq}", 32), {k: {"events": e, "bytes": b} for k, (e, b) in kinds.items()}
        out["snapshot"].append({"tenant": TENANT, "task": task, "seq": seq, "head": head.hex(), "kinds": counts,
                                "digest": snapshot_digest(TENANT, task, seq, head, counts).hex()})
    return out


def write(name, value):
    with open(os.path.join(HERE, name), "w", encoding="utf-8") as out:
        json.dump(value, out, ensure_ascii=True, indent=1)
        out.write("\n")


def main():
    # RFC 8032, test 1: the signatures below are worth nothing if this one is wrong.
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    assert public_key(seed).hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert ed25519_sign(seed, b"").hex().startswith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155")
    all_cases()
    assert len({c["name"] for c in CASES}) == len(CASES)
    write("hashes.json", hashes())
    write("verdicts.json", CASES)
    print(f"{len(CASES)} cases")


if __name__ == "__main__":
    main()
