import { createNodeRedisClient } from 'handy-redis';
import { run } from './loop.mjs';

const client = createNodeRedisClient({ host: '127.0.0.1', port: Number(process.env.LATCHKEY_PORT) });
client.nodeRedis.on('error', () => {});
const send = ([name, ...words]) =>
  new Promise((resolve, reject) => {
    client.nodeRedis.send_command(name, words, (error, reply) => (error ? reject(error) : resolve(reply)));
  });
await run({
  call: send,
  async pipeline(commands) {
    const replies = await Promise.allSettled(commands.map(send));
    return replies.map(({ value, reason }) => reason ?? value);
  },
  isRefusal: (error) => error.constructor.name === 'ReplyError',
});
