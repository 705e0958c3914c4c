// The recipes of docs/clients.md for node-redis. LATCHKEY_PORT is the port of an empty server. Exits with code 0 if each did what it should.
import assert from 'node:assert/strict';
import { createClient, ErrorReply } from 'redis';

const ATTEMPTS_MAX = 100;

const connect = (port) => createClient({ url: `redis://127.0.0.1:${port}`, disableOfflineQueue: true }).connect();

/** Resolves to the new version, or to null if the key has another version. Any other error: the outcome is unknown. */
async function put(client, key, value, version, ...options) {
  try {
    return await client.sendCommand(['PUT', key, value, `${version}`, ...options.map(String)]);
  } catch (error) {
    if (error instanceof ErrorReply && /^(ERRVERSION|ERRNOKEY) /.test(error.message)) return null;
    throw error;
  }
}

async function update(client, key, change) {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const [value, version] = (await client.sendCommand(['GETV', key])) ?? [null, 0];
    const written = await put(client, key, change(value), version);
    if (written !== null) return written;
  }
  throw new Error(`${key} was written by others ${ATTEMPTS_MAX} times`);
}

/** Resolves to false if another client holds the lock. It is freed at the latest 10 s after the last SESSION KEEP. */
async function withLock(client, lock, holder, work) {
  const [session] = await client.sendCommand(['SESSION', 'OPEN', '10000']);
  try {
    const token = await put(client, lock, holder, 0, 'OWNER', session);
    if (token !== null) await work(token);
    return token !== null;
  } finally {
    await client.sendCommand(['SESSION', 'CLOSE', session]); // deletes the key of the lock
  }
}

/** As put; ERRGUARD is thrown if the lock is not held with that token any more. */
const guarded = (client, key, value, version, lock, token) => put(client, key, value, version, 'GUARD', lock, token);

/** Handles the writes after a revision, and waits up to 5 s for the first. Resolves to the revision to go on from. */
async function follow(client, prefix, revision, handle) {
  const [next, events] = await client.sendCommand(['CHANGES', prefix, 'FROM', `${revision}`, 'BLOCK', '5000']);
  for (const [, , kind, key, version, value] of events) handle(kind, key, version, value);
  return next;
}

const client = await connect(process.env.LATCHKEY_PORT);
assert.equal(await put(client, 'r/k', 'one', 0), 1);
assert.equal(await put(client, 'r/k', 'two', 0), null);
assert.equal(await put(client, 'r/k', 'two', 1), 2);
for (const expected of [1, 2]) assert.equal(await update(client, 'r/count', (value) => `${Number(value ?? 0) + 1}`), expected);
assert.equal(await client.get('r/count'), '2');
let held;
assert.equal(
  await withLock(client, 'r/lock', 'me', async (token) => {
    held = token;
    assert.equal(await guarded(client, 'r/guarded', 'v', 0, 'r/lock', token), 1);
    assert.equal(await withLock(client, 'r/lock', 'other', () => {}), false);
  }),
  true,
);
assert.equal(await client.get('r/lock'), null);
await assert.rejects(guarded(client, 'r/guarded', 'late', 1, 'r/lock', held), /^ErrorReply: ERRGUARD|ERRGUARD/);
const seen = [];
assert.ok((await follow(client, 'r/k', 0, (...event) => seen.push(event))) > 0);
assert.deepEqual(seen.slice(0, 2), [
  ['put', 'r/k', 1, 'one'],
  ['put', 'r/k', 2, 'two'],
]);
process.exit(0);
