// Runs the steps of a script in one process, because starting Node.js takes longer than a step. Each line of standard input,
// "<port> <step> <protocol>", runs one step, whose last line of output is "passed" or "failed". Exits with code 0 at the end of the
// input, if nothing keeps the process alive.
import { createInterface } from 'node:readline';

export async function runSteps(steps, begin) {
  for await (const line of createInterface({ input: process.stdin })) {
    const [port, step, protocol] = line.split(' ');
    begin(port, protocol);
    try {
      await steps[step]();
      console.log('passed');
    } catch (error) {
      console.log(error);
      console.log('failed');
    }
  }
}
