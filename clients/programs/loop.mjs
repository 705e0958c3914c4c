// Reads the steps of clients/contract.md, one a line, and carries them out with the functions of a client program.
import { createInterface } from 'node:readline';

export function show(reply) {
  if (reply === null || reply === undefined) return 'nil';
  if (typeof reply === 'number' || typeof reply === 'bigint') return `:${reply}`;
  if (reply instanceof Error) return `!${reply.message}`;
  if (Array.isArray(reply)) return `[${reply.map(show).join(' ')}]`;
  return String(reply);
}

const oneLine = (text) => String(text).replace(/[\n\t]+/g, ' ');

/**
 * call: sends the words of one command; pipeline: sends several and resolves to their replies; isRefusal: whether an exception is
 * an error reply; follow, if the client supports push messages: starts a follow and resolves to a function that awaits the next push.
 */
export async function run({ call, pipeline, isRefusal, follow }) {
  let nextPush;
  for await (const line of createInterface({ input: process.stdin })) {
    const [kind, ...rest] = line.split('\t');
    try {
      if (kind === 'call') {
        console.log(`value\t${show(await call(rest))}`);
      } else if (kind === 'pipeline') {
        console.log(`value\t${show(await pipeline(rest.map((command) => command.split('|'))))}`);
      } else if (kind === 'follow' && follow) {
        nextPush = await follow(rest[0]);
        console.log('value\tfollows');
      } else if (kind === 'push' && nextPush) {
        console.log(`value\t${show(await nextPush())}`);
      } else {
        console.log('unsupported');
      }
    } catch (error) {
      const name = error?.constructor?.name ?? typeof error;
      console.log(`${isRefusal(error) ? 'refused' : 'error'}\t${name}\t${oneLine(error?.message ?? error)}`);
    }
  }
  process.exit(0);
}
