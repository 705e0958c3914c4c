import { createClient, ErrorReply } from 'redis';
import { run } from './loop.mjs';

const client = createClient({ url: `redis://127.0.0.1:${process.env.LATCHKEY_PORT}`, RESP: 3 });
client.on('error', () => {});
await client.connect();
await run({
  call: (words) => client.sendCommand(words),
  async pipeline(commands) {
    const replies = await Promise.allSettled(commands.map((words) => client.sendCommand(words)));
    return replies.map(({ value, reason }) => reason ?? value);
  },
  isRefusal: (error) => error instanceof ErrorReply,
});
