// Follows the writes of a prefix, as server-sent events.

import { query, Refusal, send, sentence } from './api.js';
import { bytesOf, encode, fromLine, line } from './codec.js';
import { data, h, note, show, table, time } from './dom.js';

const RETRY_MILLIS_MIN = 500;
const RETRY_MILLIS_MAX = 10_000;

/** The text of one event that has not arrived completely; longer ones end the stream. */
const EVENT_CHARS_MAX = 64 * 1_048_576;

/** A stream of events that reconnects where it was interrupted. */
export class EventStream {
  /**
   * The callbacks: onStart(revision) when the stream begins or begins again, onStep(events), onGap() when events are missing,
   * onWait(failure) when it is interrupted, and onEnd(sentence) when it has ended for good.
   */
  constructor(prefix, callbacks) {
    this.prefix = prefix;
    this.callbacks = callbacks;
    this.abort = new AbortController();
    this.lastId = null;
  }

  /** Begins; returns when the stream has ended. */
  async run() {
    let delay = RETRY_MILLIS_MIN;
    while (!this.abort.signal.aborted) {
      try {
        const begunWith = this.lastId;
        await this.connect();
        delay = this.lastId === begunWith ? delay : RETRY_MILLIS_MIN;
      } catch (failure) {
        if (this.abort.signal.aborted) {
          return;
        }
        if (failure instanceof Refusal && failure.status < 500 && failure.status !== 429) {
          this.end(sentence(failure));
          return;
        }
        this.callbacks.onWait?.(failure);
      }
      await this.pause(delay);
      delay = Math.min(2 * delay, RETRY_MILLIS_MAX);
    }
  }

  pause(millis) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, millis);
      this.abort.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      }, { once: true });
    });
  }

  async connect() {
    const response = await send('GET', `/v1/follow${query({ prefix: this.prefix })}`, {
      headers: this.lastId === null ? {} : { 'Last-Event-ID': this.lastId }, signal: this.abort.signal,
    });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += part.value;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        this.receive(text.slice(0, end));
        text = text.slice(end + 2);
      }
      if (text.length > EVENT_CHARS_MAX) {
        this.end('An event is too long for the console.');
      }
    }
  }

  receive(text) {
    const fields = new Map(text.split('\n').map((field) => {
      const colon = field.indexOf(':');
      return [field.slice(0, colon), field.slice(colon + 1).trimStart()];
    }));
    const type = fields.get('event');
    if (type === undefined) {
      return; // why: a comment, by which the server keeps the connection open
    }
    const body = JSON.parse(fields.get('data'));
    if (type === 'end') {
      this.end('You may no longer follow all keys with this prefix.');
      return;
    }
    this.lastId = type === 'gap' ? null : fields.get('id');
    if (type === 'start') {
      this.callbacks.onStart?.(body.revision);
    } else if (type === 'step') {
      this.callbacks.onStep?.(body.events);
    } else if (type === 'gap') {
      this.callbacks.onGap?.();
    }
  }

  end(text) {
    this.stop();
    this.callbacks.onEnd?.(text);
  }

  /** Ends the stream. */
  stop() {
    this.abort.abort();
  }
}

const ROWS_MAX = 200;
const VALUE_CHARS_MAX = 200;

function excerpt(event) {
  const bytes = bytesOf(event, 'value');
  if (bytes === null) {
    return '';
  }
  const text = line(bytes.subarray(0, 4 * VALUE_CHARS_MAX));
  return text.length > VALUE_CHARS_MAX || bytes.length > 4 * VALUE_CHARS_MAX ? `${text.slice(0, VALUE_CHARS_MAX)}…` : text;
}

/** The view that shows writes as they happen. */
export class FollowView {
  constructor() {
    this.title = 'Follow';
    this.events = [];
    this.count = 0;
    this.isPaused = false;
    this.stream = null;
    this.status = h('p', { class: 'facts', id: 'follow-status', role: 'status' }, 'Not following.');
    this.rows = h('div', { id: 'follow-events' });
    this.prefix = h('input', {
      id: 'follow-prefix', type: 'text', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', placeholder: 'all keys',
    });
    this.toggle = h('button', { type: 'submit', id: 'follow-toggle', class: 'primary' }, 'Follow');
    this.pauseButton = h('button', {
      type: 'button', id: 'follow-pause', 'aria-pressed': 'false', onclick: () => this.setPaused(!this.isPaused),
    }, 'Pause');
    this.element = h('div', {},
      h('form', { class: 'bar', onsubmit: (event) => this.submit(event) },
        h('div', { class: 'field grow' }, h('label', { for: 'follow-prefix' }, 'Prefix'), this.prefix),
        h('div', { class: 'buttons' }, this.toggle, this.pauseButton,
          h('button', { type: 'button', id: 'follow-clear', onclick: () => this.clear() }, 'Clear'))),
      this.status, this.rows);
    this.draw();
  }

  start() {}

  /** The view is not shown any more: it goes on following. */
  stop() {}

  /** The login has ended. */
  reset() {
    this.end();
    this.clear();
    this.prefix.value = '';
  }

  submit(event) {
    event.preventDefault();
    if (this.stream !== null) {
      this.end();
      return;
    }
    try {
      this.begin(fromLine(this.prefix.value));
    } catch (failure) {
      show(this.status, failure.message);
    }
  }

  begin(prefix) {
    this.stream = new EventStream(prefix, {
      onStart: (revision) => this.say(`Following since revision ${revision}.`),
      onStep: (events) => this.add(events),
      onGap: () => this.say('Events are missing here: they are no longer in the event history. Following from now on.'),
      onWait: (failure) => this.say(`Interrupted, connecting again: ${sentence(failure)}`),
      onEnd: (text) => {
        this.end();
        show(this.status, note('error', text));
      },
    });
    this.toggle.textContent = 'Stop';
    this.prefix.readOnly = true;
    this.say('Connecting …');
    this.stream.run();
  }

  end() {
    this.stream?.stop();
    this.stream = null;
    this.toggle.textContent = 'Follow';
    this.prefix.readOnly = false;
    this.say('Not following.');
  }

  say(text) {
    this.state = text;
    show(this.status, this.count > 0 ? `${text} ${this.count} ${this.count === 1 ? 'write' : 'writes'} so far.` : text);
  }

  setPaused(isPaused) {
    this.isPaused = isPaused;
    this.pauseButton.setAttribute('aria-pressed', String(isPaused));
    this.pauseButton.textContent = isPaused ? 'Continue' : 'Pause';
    this.draw();
  }

  clear() {
    this.events = [];
    this.count = 0;
    this.draw();
    this.say(this.state);
  }

  add(events) {
    this.count += events.length;
    this.events = [...events.slice(-ROWS_MAX).reverse(), ...this.events].slice(0, ROWS_MAX);
    this.say(this.state);
    if (!this.isPaused && !this.isDrawing) {
      this.isDrawing = true;
      requestAnimationFrame(() => {
        this.isDrawing = false;
        this.draw();
      });
    }
  }

  draw() {
    if (this.isPaused) {
      return;
    }
    if (this.events.length === 0) {
      show(this.rows, h('p', { class: 'empty' }, 'Writes appear here as they happen, the newest first.'));
      return;
    }
    show(this.rows,
      table('Writes, newest first', ['Revision', 'Time', 'Write', 'Key', 'Version', 'Value', 'By'], this.events.map((event) => [
        event.revision, time(event.time), h('span', { class: `kind ${event.kind}` }, event.kind), data(line(bytesOf(event, 'key'))),
        event.version, data(excerpt(event)), data(line(encode(event.by))),
      ])));
  }
}
