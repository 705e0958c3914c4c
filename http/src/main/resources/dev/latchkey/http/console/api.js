// Requests to the HTTP API of the server, which docs/http.md describes.

import { bytesOf, encode, toBase64url } from './codec.js';

/** A request was refused, or its outcome is unknown. */
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.detail);
    this.status = status;
    this.problem = problem;
  }

  /** Whether the request definitely did not take effect. */
  get isNotDone() {
    return this.problem.outcome === 'not-done';
  }

  get isOfPermission() {
    return this.problem.type === 'urn:latchkey:problem:permission';
  }
}

/** No response has arrived, or one that is not from the server: whether the request took effect is unknown. */
export class NoReply extends Error {}

const listeners = new Set();

/** Calls a function whenever a request is refused because it needs a login. */
export const onLoggedOut = (listener) => listeners.add(listener);

// Why the field: without it, the response to a request that needs a login makes the browser open a dialog of its own.
const FIELDS = { 'X-Requested-With': 'XMLHttpRequest' };

/** Sends a request; returns the response if it is not a refusal. Throws a Refusal or NoReply. */
export async function send(method, path, { headers = {}, body, signal } = {}) {
  let response;
  try {
    response = await fetch(path, {
      method, body, signal, headers: { ...FIELDS, ...headers }, cache: 'no-store', credentials: 'same-origin', redirect: 'error',
    });
  } catch (cause) {
    if (signal?.aborted) {
      throw cause;
    }
    throw new NoReply('No response arrived from the server.');
  }
  if (response.ok) {
    return response;
  }
  throw await refusal(response);
}

async function refusal(response) {
  let problem = null;
  try {
    if (response.headers.get('Content-Type') === 'application/problem+json') {
      problem = await response.json();
    }
  } catch {
    problem = null; // why: a body that breaks off or is no JSON says nothing about the outcome
  }
  if (typeof problem?.outcome !== 'string') {
    return new NoReply(`The response with the status ${response.status} is not from a Latchkey server.`);
  }
  if (response.status === 401) {
    listeners.forEach((listener) => listener());
  }
  return new Refusal(response.status, problem);
}

/** The body of the response to a GET, as JSON. */
export async function read(path, signal) {
  const response = await send('GET', path, { signal });
  try {
    return await response.json();
  } catch (cause) {
    if (signal?.aborted) {
      throw cause;
    }
    throw new NoReply('The response broke off.');
  }
}

/** A query string; parameters whose value is null are left out. Byte arrays are sent in base64url, under the name with the suffix 64. */
export function query(parameters) {
  const parts = [];
  for (const [name, value] of Object.entries(parameters)) {
    if (value instanceof Uint8Array) {
      parts.push(`${name}64=${toBase64url(value)}`);
    } else if (value !== null && value !== undefined) {
      parts.push(`${name}=${encodeURIComponent(value)}`);
    }
  }
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

const keyPath = (key) => `/v1/kv/${query({ key })}`;

/** A key: { version, tag, bytes }, or null if it does not exist. */
export async function get(key) {
  try {
    const response = await send('GET', keyPath(key));
    const bytes = new Uint8Array(await response.arrayBuffer());
    return { version: BigInt(response.headers.get('Latchkey-Version')), tag: response.headers.get('ETag'), bytes };
  } catch (failure) {
    if (failure instanceof Refusal && failure.problem.type === 'urn:latchkey:problem:no-key') {
      return null;
    }
    throw failure instanceof Refusal ? failure : new NoReply(failure.message);
  }
}

/** Writes a key that has the tag of `base`, or does not exist if that is null. Returns the new version. */
export async function put(key, bytes, base) {
  const condition = base === null ? { 'If-None-Match': '*' } : { 'If-Match': base.tag };
  const response = await send('PUT', keyPath(key), {
    headers: { ...condition, 'Content-Type': 'application/octet-stream' }, body: bytes,
  });
  return { version: BigInt(response.headers.get('Latchkey-Version')), tag: response.headers.get('ETag'), bytes };
}

/** Deletes a key that has the tag of `base`. */
export const remove = (key, base) => send('DELETE', keyPath(key), { headers: { 'If-Match': base.tag } });

/** The last writes of a key, newest first. */
export const history = (key, limit) => read(`/v1/history/${query({ key, limit })}`);

/** A page of keys: { keys: [{ key, version }], next, revision }, where next is null on the last page. */
export async function list(prefix, after, limit, signal) {
  const page = await read(`/v1/kv${query({ prefix, after, limit })}`, signal);
  return {
    keys: page.keys.map((entry) => ({ key: bytesOf(entry, 'key'), version: entry.version })),
    next: page.more ? bytesOf(page, 'next') : null,
    revision: page.revision,
  };
}

/** Logs in, so that further requests carry the cookie of a session. */
export function logIn(user, secret) {
  const pair = encode(`${user}:${secret}`);
  const basic = btoa(Array.from(pair, (byte) => String.fromCharCode(byte)).join(''));
  return send('POST', '/v1/login', {
    headers: { Authorization: `Basic ${basic}`, 'Content-Type': 'application/json' }, body: '{}',
  });
}

/** Ends the session. */
export const logOut = () => send('DELETE', '/v1/login');

/** Who is logged in: { user, by, required }. */
export const whoAmI = () => read('/v1/login');

/** What a failure means, as a sentence for people. */
export const sentence = (failure) => {
  const text = failure.message || String(failure);
  return text.charAt(0).toUpperCase() + text.slice(1) + (text.endsWith('.') ? '' : '.');
};
