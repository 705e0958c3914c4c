// Lists keys by prefix, and finds those that contain a text.

import { list, sentence } from './api.js';
import { bytesOf, fromLine, line, same } from './codec.js';
import { data, h, note, show } from './dom.js';
import { Editor } from './editor.js';
import { EventStream } from './follow.js';

const PAGE_KEYS = 50;

/** A search for keys that contain a text reads pages of this size, and at most so many of them before it asks whether to go on. */
const SCAN_KEYS = 1_000;
const SCAN_PAGES = 20;

const RELOAD_MILLIS = 300;

/** The view of the keys. */
export class KeysView {
  constructor() {
    this.title = 'Keys';
    this.pages = [null];
    this.editor = new Editor({ onChange: () => this.load(), onClose: () => this.closed() });
    this.prefix = h('input', {
      id: 'prefix', type: 'search', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', placeholder: 'all keys',
      'aria-keyshortcuts': '/',
    });
    this.contains = h('input', {
      id: 'contains', type: 'search', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', placeholder: 'any text',
    });
    this.live = h('input', { id: 'live', type: 'checkbox', onchange: () => this.setLive(this.live.checked) });
    this.status = h('p', { class: 'facts', id: 'keys-status', role: 'status' });
    this.rows = h('ul', { class: 'keys', id: 'keys', 'aria-label': 'Keys', onkeydown: (event) => this.move(event) });
    this.previous = h('button', { type: 'button', id: 'previous', onclick: () => this.turn(-1) }, 'Previous');
    this.next = h('button', { type: 'button', id: 'next', onclick: () => this.turn(1) }, 'Next');
    this.element = h('div', {},
      h('form', { class: 'bar', role: 'search', 'aria-label': 'Keys', onsubmit: (event) => this.search(event) },
        h('div', { class: 'field grow' }, h('label', { for: 'prefix' }, 'Prefix'), this.prefix),
        h('div', { class: 'field grow' }, h('label', { for: 'contains' }, 'Contains'), this.contains),
        h('div', { class: 'buttons' },
          h('button', { type: 'submit', id: 'search', class: 'primary' }, 'Search'),
          h('button', { type: 'button', id: 'new', 'aria-keyshortcuts': 'n', onclick: () => this.create() }, 'New key'),
          h('span', { class: 'check' }, this.live, h('label', { for: 'live' }, 'Live')))),
      h('div', { class: 'split' },
        h('section', { class: 'panel list', 'aria-label': 'List of keys' }, this.status, this.rows,
          h('div', { class: 'buttons' }, this.previous, this.next)),
        this.editor.element));
  }

  start() {
    this.load();
  }

  stop() {
    this.live.checked = false;
    this.setLive(false);
  }

  /** The login has ended, or another user is logged in. */
  reset() {
    this.stop();
    this.loading?.abort();
    this.pages = [null];
    this.prefix.value = '';
    this.contains.value = '';
    this.rows.replaceChildren();
    this.status.replaceChildren();
    if (this.editor.isOpen) {
      this.editor.close();
    }
  }

  search(event) {
    event?.preventDefault();
    this.pages = [null];
    this.load();
    if (this.live.checked) {
      this.setLive(true);
    }
  }

  create() {
    if (this.mayLeave()) {
      this.editor.create(this.prefix.value);
    }
  }

  mayLeave() {
    // Why not a dialog of the page: opening another key is a single step, and the question is a rare exception.
    return !this.editor.isChanged || globalThis.confirm('Discard the changes to the value?');
  }

  closed() {
    (this.rows.querySelector('[aria-current]') ?? this.prefix).focus();
    this.mark();
  }

  turn(by) {
    if (by < 0 && this.pages.length > 1) {
      this.pages.pop();
    } else if (by > 0 && this.after !== null) {
      this.pages.push(this.after);
    }
    this.after = null; // why: a second click must not turn two pages before the first one is read
    this.enable();
    this.load();
  }

  async load() {
    this.loading?.abort();
    const loading = new AbortController();
    this.loading = loading;
    try {
      const prefix = fromLine(this.prefix.value);
      const page = await this.page(prefix, this.pages.at(-1), loading.signal);
      if (this.loading === loading) {
        this.draw(page);
      }
    } catch (failure) {
      if (this.loading === loading && !loading.signal.aborted) {
        this.rows.replaceChildren();
        this.after = null;
        this.enable();
        show(this.status, note('error', sentence(failure)));
      }
    }
  }

  /** Reads a page: { keys, next, revision, scanned }. */
  async page(prefix, after, signal) {
    const wanted = this.contains.value.toLowerCase();
    if (wanted === '') {
      return list(prefix.length === 0 ? null : prefix, after, PAGE_KEYS, signal);
    }
    const found = [];
    let next = after;
    let scanned = 0;
    let revision = '0';
    for (let pages = 0; pages < SCAN_PAGES; pages++) {
      show(this.status, `Searching … ${scanned} keys so far`);
      const page = await list(prefix.length === 0 ? null : prefix, next, SCAN_KEYS, signal);
      revision = page.revision;
      for (const entry of page.keys) {
        scanned++;
        if (line(entry.key).toLowerCase().includes(wanted)) {
          found.push(entry);
        }
        if (found.length === PAGE_KEYS) {
          return { keys: found, next: entry.key, revision, scanned };
        }
      }
      next = page.next;
      if (next === null) {
        break;
      }
    }
    return { keys: found, next, revision, scanned };
  }

  draw(page) {
    this.after = page.next;
    const hadFocus = this.rows.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    show(this.rows, page.keys.map((entry) => h('li', {},
      h('button', { type: 'button', class: 'key', 'data-key': line(entry.key), onclick: () => this.open(entry.key) },
        data(line(entry.key)), h('span', { class: 'version' }, h('span', { class: 'spoken' }, 'version '), entry.version)))));
    this.mark();
    this.enable();
    show(this.status, this.summary(page));
    if (hadFocus !== null) {
      [...this.rows.querySelectorAll('button')].find((button) => button.dataset.key === hadFocus)?.focus();
    }
  }

  summary(page) {
    const count = page.keys.length;
    const keys = `${count} ${count === 1 ? 'key' : 'keys'}`;
    const searched = page.scanned === undefined ? '' : ` among ${page.scanned}`;
    const more = page.next === null ? '' : page.scanned === undefined ? ', more on the next page' : '; Next searches on';
    const number = this.pages.length > 1 ? `Page ${this.pages.length}: ` : '';
    return `${number}${keys}${searched} as of revision ${page.revision}${more}.`;
  }

  enable() {
    this.previous.disabled = this.pages.length === 1;
    this.next.disabled = this.after === null || this.after === undefined;
  }

  mark() {
    const open = this.editor.key === null ? null : line(this.editor.key);
    this.rows.querySelectorAll('button').forEach((button) => {
      button.toggleAttribute('aria-current', button.dataset.key === open);
    });
  }

  open(key) {
    if (this.mayLeave()) {
      this.editor.open(key);
      this.mark();
    }
  }

  /** Moves the focus between keys with the arrow keys. */
  move(event) {
    const buttons = [...this.rows.querySelectorAll('button')];
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to !== undefined && buttons[to] !== undefined) {
      event.preventDefault();
      buttons[to].focus();
    }
  }

  /** A key was pressed outside of fields. Returns whether it means something in this view. */
  press(key) {
    if (key === '/') {
      this.prefix.focus();
      this.prefix.select();
    } else if (key === 'n') {
      this.create();
    } else if (key === 'Escape' && this.editor.isOpen && this.mayLeave()) {
      this.editor.close();
    } else {
      return false;
    }
    return true;
  }

  /** Begins or ends following the prefix, so that the list and the open key stay up to date. */
  setLive(isLive) {
    this.stream?.stop();
    this.stream = null;
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!isLive) {
      return;
    }
    try {
      this.stream = new EventStream(fromLine(this.prefix.value), {
        onStart: () => this.load(),
        onStep: (events) => this.changed(events),
        onGap: () => this.load(),
        onEnd: (text) => {
          this.live.checked = false;
          show(this.status, note('error', text));
        },
      });
      this.stream.run();
    } catch (failure) {
      this.live.checked = false;
      show(this.status, note('error', failure.message));
    }
  }

  changed(events) {
    const own = this.editor.key;
    const last = own === null ? undefined : events.filter((event) => same(bytesOf(event, 'key'), own)).at(-1);
    if (last !== undefined) {
      this.editor.changed(last);
    }
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.load();
    }, RELOAD_MILLIS);
  }
}
