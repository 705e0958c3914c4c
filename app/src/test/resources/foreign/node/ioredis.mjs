// Latchkey through ioredis. See steps.mjs for the input; the protocol is always 2.
import assert from 'node:assert/strict';
import { Redis } from 'ioredis';
import { runSteps } from './steps.mjs';

const host = '127.0.0.1';
let port;

function connect(options = {}) {
  const client = new Redis({ host, port, ...options });
  client.on('error', () => {}); // the command that fails says so itself
  return client;
}

const steps = {
  async page() {
    const client = new Redis({ host, port });
    const version = await client.call('PUT', 'greeting', 'hello', 0);
    const value = await client.get('greeting');
    const [text, current, revision] = await client.call('GETV', 'greeting');

    assert.deepEqual([version, value, text, current, revision], [1, 'hello', 'hello', 1, 1]);
    try {
      await client.call('PUT', 'greeting', 'hi', 0);
      assert.fail('this put is refused');
    } catch (error) {
      if (error.name !== 'ReplyError') throw error;
      const [code, number] = error.message.split(' '); // ERRVERSION 1 ...
      assert.deepEqual([code, Number(number)], ['ERRVERSION', 1]);
    }
    client.disconnect();
  },

  async operations() {
    const client = connect();
    assert.equal(await client.get('k'), null);
    assert.equal(await client.call('GETV', 'k'), null);
    assert.equal(await client.call('PUT', 'k', 'v', 0), 1);
    assert.deepEqual(await client.call('LIST', 'k', 'VALUES'), [1, 0, [['k', 'v', 1]]]);
    await assert.rejects(client.call('DEL', 'nope', 3), /ERRNOKEY /);
    await assert.rejects(client.set('k', 'v'), /unknown command 'SET'/i);
    assert.equal(await client.call('DEL', 'k', 1), 2);
    assert.equal(await client.get('k'), null);
    client.disconnect();
  },

  async binary() {
    const client = connect();
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    assert.equal(await client.call('PUT', bytes, bytes, 0), 1);
    assert.deepEqual(await client.getBuffer(bytes), bytes);
    client.disconnect();
  },

  async pipeline() {
    const client = connect();
    const replies = await client.pipeline().call('PUT', 'k', 'one', 0).call('PUT', 'k', 'two', 0).get('k').exec();
    assert.deepEqual(replies[0], [null, 1]);
    assert.match(replies[1][0].message, /^ERRVERSION 1 /);
    assert.deepEqual(replies[2], [null, 'one']);
    client.disconnect();
  },

  async transaction() {
    const client = connect();
    const replies = await client.multi().call('PUT', 'k', 'v', 0).get('k').exec();
    assert.deepEqual(replies, [[null, 1], [null, 'v']]);
    const refused = client.multi().call('PUT', 'other', 'v', 0).call('PUT', 'k', 'w', 7).exec();
    await assert.rejects(refused, /^ReplyError: EXECABORT 2 ERRVERSION 1 /);
    assert.equal(await client.get('other'), null, 'nothing was executed');
    await client.watch('k');
    await client.call('PUT', 'k', 'w', 1);
    assert.equal(await client.multi().call('PUT', 'other', 'v', 0).exec(), null);
    client.disconnect();
  },

  async password() {
    const client = connect({ password: 'opensesame', connectionName: 'deployer' });
    assert.equal(await client.call('PUT', 'k', 'v', 0), 1);
    assert.equal(await client.client('GETNAME'), 'deployer');
    client.disconnect();
  },

  /** The connection ends before the reply: with the defaults, the write is sent again, and refused though it was done. */
  async severedByDefault() {
    const client = connect();
    await client.ping();
    await assert.rejects(client.call('PUT', 'severed', 'v', 0), /^ReplyError: ERRVERSION 1 /);
    client.disconnect();
  },

  async severedAtMostOnce() {
    const client = new Redis({
      host,
      port,
      autoResendUnfulfilledCommands: false, // what was sent is never sent again
      maxRetriesPerRequest: 0, // and fails as soon as its connection does
    }).on('error', () => {});
    await client.ping();
    await assert.rejects(client.call('PUT', 'severed', 'v', 0), (e) => e.name !== 'ReplyError');
    assert.equal(await client.ping().catch(() => client.ping()), 'PONG', 'it is connected again');
    client.disconnect();
  },
};

await runSteps(steps, (number) => {
  port = Number(number);
});
