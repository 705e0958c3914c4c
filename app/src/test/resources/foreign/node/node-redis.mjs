// Latchkey through node-redis. See steps.mjs for the input; the protocol is 2 or 3.
import assert from 'node:assert/strict';
import { createClient, ErrorReply, RESP_TYPES } from 'redis';
import { runSteps } from './steps.mjs';

let url;
let RESP;

async function connect(options = {}) {
  const client = createClient({ url, RESP, ...options });
  client.on('error', () => {}); // the command that fails says so itself
  return client.connect();
}

const steps = {
  async page() {
    const client = await createClient({ url }).connect();
    const version = await client.sendCommand(['PUT', 'greeting', 'hello', '0']);
    const value = await client.get('greeting');
    const [text, current, revision] = await client.sendCommand(['GETV', 'greeting']);

    assert.deepEqual([version, value, text, current, revision], [1, 'hello', 'hello', 1, 1]);
    try {
      await client.sendCommand(['PUT', 'greeting', 'hi', '0']);
      assert.fail('this put is refused');
    } catch (error) {
      if (!(error instanceof ErrorReply)) throw error;
      const [code, number] = error.message.split(' '); // ERRVERSION 1 ...
      assert.deepEqual([code, Number(number)], ['ERRVERSION', 1]);
    }
    client.destroy();
  },

  async operations() {
    const client = await connect();
    assert.equal(await client.get('k'), null);
    assert.equal(await client.sendCommand(['GETV', 'k']), null);
    assert.equal(await client.sendCommand(['PUT', 'k', 'v', '0']), 1);
    assert.equal(await client.get('k'), 'v');
    assert.deepEqual(await client.sendCommand(['GETV', 'k']), ['v', 1, 1]);
    assert.deepEqual(await client.sendCommand(['LIST', 'k', 'VALUES']), [1, 0, [['k', 'v', 1]]]);
    await assert.rejects(client.sendCommand(['DEL', 'nope', '3']), /^[A-Za-z]*Error: ERRNOKEY /);
    await assert.rejects(client.set('k', 'v'), /unknown command 'SET'/);
    assert.equal(await client.sendCommand(['DEL', 'k', '1']), 2);
    assert.equal(await client.get('k'), null);
    assert.equal(await client.ping(), 'PONG');
    client.destroy();
  },

  async binary() {
    const client = await connect();
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    assert.equal(await client.sendCommand(['PUT', bytes, bytes, '0']), 1);
    const binary = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
    assert.deepEqual(await binary.get(bytes), bytes);
    client.destroy();
  },

  async pipeline() {
    const client = await connect();
    const outcomes = await Promise.allSettled([
      client.sendCommand(['PUT', 'k', 'one', '0']),
      client.sendCommand(['PUT', 'k', 'two', '0']),
      client.get('k'),
    ]);
    assert.equal(outcomes[0].value, 1);
    assert.match(outcomes[1].reason.message, /^ERRVERSION 1 /);
    assert.equal(outcomes[2].value, 'one');
    client.destroy();
  },

  async transaction() {
    const client = await connect();
    const replies = await client.multi().addCommand(['PUT', 'k', 'v', '0']).get('k').exec();
    assert.deepEqual(replies, [1, 'v']);
    const refused = client.multi().addCommand(['PUT', 'other', 'v', '0']).addCommand(['PUT', 'k', 'w', '7']).exec();
    await assert.rejects(refused, /EXECABORT 2 ERRVERSION 1 /);
    assert.equal(await client.get('other'), null, 'nothing was executed');
    await client.watch('k');
    await client.sendCommand(['PUT', 'k', 'w', '1']);
    await assert.rejects(client.multi().addCommand(['PUT', 'other', 'v', '0']).exec(), /watched keys has been changed/);
    client.destroy();
  },

  async multiAsPipeline() {
    const client = await connect();
    const replies = await client.multi().addCommand(['PUT', 'k', 'v', '0']).get('k').execAsPipeline();
    assert.deepEqual(replies, [1, 'v']);
    client.destroy();
  },

  async password() {
    const client = await connect({ password: 'opensesame', name: 'deployer' });
    assert.equal(await client.sendCommand(['PUT', 'k', 'v', '0']), 1);
    assert.equal(await client.clientGetName(), 'deployer');
    client.destroy();
    await assert.rejects(connect({ password: 'guess', socket: { reconnectStrategy: false } }), /WRONGPASS/);
  },

  /** The connection ends before the reply: with the defaults, the command in flight fails and is not sent again. */
  async severedByDefault() {
    const client = await connect();
    await assert.rejects(client.sendCommand(['PUT', 'severed', 'v', '0']), (e) => !(e instanceof ErrorReply));
    assert.equal(await client.ping(), 'PONG', 'it is connected again');
    client.destroy();
  },

  async severedAtMostOnce() {
    const client = await createClient({
      url,
      disableOfflineQueue: true, // a command given while there is no connection fails at once
      socket: { reconnectStrategy: false }, // or a function; what was sent is never sent again
    })
      .on('error', () => {})
      .connect();
    await assert.rejects(client.sendCommand(['PUT', 'severed', 'v', '0']), (e) => !(e instanceof ErrorReply));
    await assert.rejects(client.ping());
    client.destroy();
  },
};

await runSteps(steps, (port, protocol) => {
  url = `redis://127.0.0.1:${port}`;
  RESP = Number(protocol);
});
