import { Batch, GlideClient, RequestError } from '@valkey/valkey-glide';
import { run } from './loop.mjs';

const client = await GlideClient.createClient({
  addresses: [{ host: '127.0.0.1', port: Number(process.env.LATCHKEY_PORT) }],
  requestTimeout: 5000,
});
await run({
  call: (words) => client.customCommand(words),
  pipeline(commands) {
    const batch = new Batch(false);
    for (const words of commands) batch.customCommand(words);
    return client.exec(batch, false);
  },
  isRefusal: (error) => error.constructor === RequestError,
});
