// What became of a write. A write is never reported as done or refused unless that is certain.

import { get, NoReply, put, Refusal, remove } from './api.js';
import { same } from './codec.js';

const RESENT = 'The server refused the request because the key has changed. A browser can send a request a second time when a'
  + ' connection breaks, so the key was read again to see what happened.';
const UNANSWERED = 'The server sent no definite response, so the key was read again to see what happened.';

/**
 * The state of the key after a write whose outcome is not certain, compared with the write. `base` is what the write replaces (null for a
 * new key), `wanted` the new bytes (null for a delete), `current` what the key is now (null if it does not exist), and `isRefused` whether
 * the server refused the last copy of the request.
 *
 * Returns the state: saved (the key is as wanted), lost (the write definitely did not take effect), pending (it has not taken effect so
 * far) or unknown; with a sentence.
 */
export function compare(base, wanted, current, isRefused) {
  if (base !== null && current !== null && storeOf(base.tag) !== storeOf(current.tag)) {
    return { state: 'lost', text: 'The server serves another store now, in which the write cannot take effect.' };
  }
  if (wanted === null) {
    return compareDelete(base, current, isRefused);
  }
  if (current === null) {
    return isUntouched(base, current) && !isRefused ? pending('The key does not exist, so the write has not taken effect so far.')
      : unknown('The key does not exist now. The write may have taken effect before the key was deleted.');
  }
  if (base !== null && current.version === base.version) {
    return pending(`The key still has version ${base.version}, so the write has not taken effect so far.`);
  }
  const isNext = base === null ? current.version === 1n : current.version === base.version + 1n;
  if (same(current.bytes, wanted)) {
    return {
      state: 'saved',
      text: `The key has version ${current.version} with the value that you wrote: either your write took effect,`
        + ' or another client has written the same value.',
    };
  }
  return isNext
    ? { state: 'lost', text: `Your write did not take effect: another client has written version ${current.version}.` }
    : unknown(`The key has version ${current.version}. Your write may have taken effect and been replaced since.`);
}

function compareDelete(base, current, isRefused) {
  if (current === null) {
    return {
      state: 'saved', text: 'The key does not exist any more: either your delete took effect, or another client has deleted it.',
    };
  }
  if (current.version === base.version && !isRefused) {
    return pending(`The key still has version ${base.version}, so the delete has not taken effect so far.`);
  }
  // Why certain: a delete takes a version too.
  return current.version === base.version + 1n
    ? { state: 'lost', text: `Your delete did not take effect: another client has written version ${current.version}.` }
    : unknown(`The key has version ${current.version}. Your delete may have taken effect before the key was written again.`);
}

const unknown = (text) => ({ state: 'unknown', text: `The outcome is unknown. ${text}` });

const pending = (text) => ({
  state: 'pending',
  text: `${text} It may still take effect. You can repeat it: both name the same version, so at most one of them takes effect.`,
});

const isUntouched = (base, current) => base === null && current === null;

const storeOf = (tag) => tag.slice(tag.indexOf('-') + 1);

/**
 * Writes a key, or deletes it if `wanted` is null. Returns { state, text, current }: saved, lost, pending or unknown as above, or refused
 * for a reason that is not the version. `current` is what the key is now; undefined if that is not known.
 */
export async function write(key, base, wanted) {
  try {
    if (wanted === null) {
      await remove(key, base);
      return { state: 'saved', text: 'The key was deleted.', current: null };
    }
    const current = await put(key, wanted, base);
    return { state: 'saved', text: `Saved as version ${current.version}.`, current };
  } catch (failure) {
    if (failure instanceof Refusal && failure.isNotDone && failure.status !== 412) {
      return { state: 'refused', text: `${wanted === null ? 'Not deleted' : 'Not saved'}: ${failure.message}.`, current: undefined };
    }
    if (!(failure instanceof Refusal) && !(failure instanceof NoReply)) {
      throw failure;
    }
    return investigate(key, base, wanted, failure instanceof Refusal && failure.status === 412);
  }
}

async function investigate(key, base, wanted, isRefused) {
  const reason = isRefused ? RESENT : UNANSWERED;
  try {
    const current = await get(key);
    const found = compare(base, wanted, current, isRefused);
    return { state: found.state, text: `${reason} ${found.text}`, current };
  } catch (failure) {
    return {
      state: 'unknown',
      text: `The outcome is unknown: the write may have taken effect, or may still take effect. The key could not be read`
        + ` (${failure.message}). Read it again before you repeat the write.`,
      current: undefined,
    };
  }
}
