import Redis from 'iovalkey';
import { run } from './loop.mjs';

const options = { host: '127.0.0.1', port: Number(process.env.LATCHKEY_PORT) };
if (process.env.LATCHKEY_ONCE) {
  options.maxRetriesPerRequest = 0; // the setting
}
const client = new Redis(options);
client.on('error', () => {});
await run({
  call: ([name, ...words]) => client.call(name, ...words),
  async pipeline(commands) {
    const replies = await client.pipeline(commands.map(([name, ...words]) => ['call', name, ...words])).exec();
    return replies.map(([error, reply]) => error ?? reply);
  },
  isRefusal: (error) => error.name === 'ReplyError',
});
