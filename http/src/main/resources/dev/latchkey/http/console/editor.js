// Shows one key and its value, and changes it.

import { get, history, NoReply, Refusal, sentence } from './api.js';
import { decode, encode, fromHex, fromLine, indent, isJson, line, same, size, toBase64url, toHex } from './codec.js';
import { byId, confirm, data, h, note, show, table, time } from './dom.js';
import { write } from './outcome.js';

const HISTORY_MAX = 10;
const VALUE_BYTES_MAX = 1_048_576;

/** Hexadecimal digits of longer values are shown in part, and cannot be edited. */
const HEX_BYTES_MAX = 65_536;

const LOCK_KEY = /^(lock|lock-queue|election|election-queue|semaphore|read-write-lock)\//;

const FORMATS = { text: 'Text', json: 'JSON', hex: 'Hex' };

/** Why carriage returns: a text field turns them into line feeds, so that saving would change other parts of the value. */
const isEditableText = (text) => text !== null && !/[\r\0]/.test(text);

function formatOf(bytes) {
  const text = decode(bytes);
  if (!isEditableText(text)) {
    return 'hex';
  }
  return /^\s*[[{]/.test(text) && isJson(text) ? 'json' : 'text';
}

function shownAs(format, bytes) {
  if (format === 'hex') {
    return toHex(bytes.subarray(0, HEX_BYTES_MAX));
  }
  const text = decode(bytes);
  return format === 'json' ? indent(text) : text;
}

/** A field with a value in one of three formats. */
class ValueField {
  constructor(bytes) {
    this.field = h('textarea', {
      id: 'value', rows: 12, spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off', 'aria-describedby': 'value-note',
    });
    this.message = h('p', { id: 'value-note', class: 'hint', role: 'status' });
    this.choices = h('div', { class: 'choices', role: 'radiogroup', 'aria-label': 'Format of the value' });
    this.element = h('div', { class: 'value' },
      h('div', { class: 'label-row' }, h('label', { for: 'value' }, 'Value'), this.choices), this.field, this.message);
    this.set(bytes);
  }

  /** Shows a value. */
  set(bytes, format = formatOf(bytes)) {
    this.bytes = bytes;
    this.format = format;
    this.shown = shownAs(format, bytes);
    this.field.value = this.shown;
    const isPart = format === 'hex' && bytes.length > HEX_BYTES_MAX;
    this.field.readOnly = isPart;
    show(this.choices, Object.keys(FORMATS).map((name) => this.choice(name)));
    this.say(isPart ? `These are the first ${size(HEX_BYTES_MAX)} of ${size(bytes.length)}; they cannot be edited.` : this.hint());
  }

  hint() {
    const text = decode(this.bytes);
    if (this.format === 'hex' && text !== null && !isEditableText(text)) {
      return 'The value contains carriage returns or NUL characters, which a text field would change.';
    }
    return this.format === 'json' ? 'Indented for reading. The value is saved as it is shown here if you change it.' : '';
  }

  choice(name) {
    const text = decode(this.bytes);
    const isPossible = name === 'hex' || (isEditableText(text) && (name === 'text' || isJson(text)));
    const input = h('input', {
      type: 'radio', name: 'format', id: `format-${name}`, checked: name === this.format, disabled: !isPossible,
      onchange: () => this.change(name),
    });
    return [input, h('label', { for: `format-${name}` }, FORMATS[name])];
  }

  change(format) {
    try {
      this.set(this.read(), format);
    } catch (failure) {
      byId(`format-${this.format}`).checked = true;
      this.say(failure.message);
    }
    byId(`format-${this.format}`).focus();
  }

  say(text) {
    this.message.textContent = text;
  }

  /** The bytes that the field stands for. Throws an error if it is invalid in its format. */
  read() {
    if (this.field.value === this.shown) {
      return this.bytes;
    }
    if (this.format === 'hex') {
      return fromHex(this.field.value);
    }
    if (this.format === 'json' && !isJson(this.field.value)) {
      throw new Error('This is not valid JSON. Correct it, or choose Hex.');
    }
    return encode(this.field.value);
  }

  get isChanged() {
    return this.field.value !== this.shown;
  }
}

const LARGE = 20_000;

/** A value for reading: as indented JSON, as text, or as hexadecimal digits; the beginning of a long one. */
function preview(bytes) {
  const format = formatOf(bytes);
  const text = shownAs(format, bytes.length > HEX_BYTES_MAX && format === 'hex' ? bytes.subarray(0, HEX_BYTES_MAX) : bytes);
  return h('pre', { class: 'preview', tabindex: 0, dir: 'ltr' },
    text.length > LARGE ? `${text.slice(0, LARGE)}\n… (${size(bytes.length)})` : text || '(empty)');
}

/** The panel that shows a key. */
export class Editor {
  /** onChange is called when a key was written or deleted, and onClose when the panel was closed. */
  constructor({ onChange, onClose }) {
    this.onChange = onChange;
    this.onClose = onClose;
    this.element = h('section', { class: 'panel editor', 'aria-label': 'Key', hidden: true });
    this.key = null;
    this.opened = 0;
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** Whether there are changes that are not saved. */
  get isChanged() {
    return this.isOpen && this.value !== undefined && this.value.isChanged;
  }

  /** Opens a key; `result` is shown above it. */
  async open(key, result) {
    const number = ++this.opened;
    this.key = key;
    this.value = undefined;
    this.element.hidden = false;
    show(this.element, this.heading(data(line(key))), h('p', { role: 'status' }, 'Loading …'));
    try {
      const current = await get(key);
      if (number !== this.opened) {
        return;
      }
      if (current === null) {
        show(this.element, this.heading(data(line(key))), result, note('info', 'The key does not exist.'));
        this.loadHistory(key, number);
      } else {
        this.render(key, current, result);
        this.loadHistory(key, number);
      }
    } catch (failure) {
      if (number === this.opened) {
        show(this.element, this.heading(data(line(key))), result, note('error', sentence(failure)));
      }
    }
    byId('editor-title')?.focus();
  }

  heading(...title) {
    return h('div', { class: 'title-row' },
      h('h2', { id: 'editor-title', tabindex: -1 }, ...title),
      h('button', { type: 'button', id: 'editor-close', class: 'quiet', 'aria-label': 'Close the key', onclick: () => this.close() },
        '✕'));
  }

  /** Closes the panel. */
  close() {
    this.opened++;
    this.element.hidden = true;
    this.element.replaceChildren();
    this.key = null;
    this.value = undefined;
    this.onClose();
  }

  render(key, current, result) {
    this.base = current;
    this.value = new ValueField(current.bytes);
    this.report = h('div', { id: 'result' }, result);
    this.past = h('div', { id: 'history' });
    const path = `/v1/kv/?key64=${toBase64url(key)}`;
    show(this.element,
      this.heading(data(line(key))),
      h('p', { class: 'facts' }, 'Version ', h('strong', { id: 'version' }, current.version), ` · ${size(current.bytes.length)} · `,
        h('a', { href: path, download: 'value' }, 'Download')),
      LOCK_KEY.test(line(key)) && note('info', 'This key belongs to a lock, an election, or a queue of waiting clients. Its holder'
        + ' loses it when you write or delete the key.'),
      this.report,
      this.form(() => key),
      h('div', { class: 'buttons' },
        h('button', { type: 'button', id: 'save', class: 'primary', 'aria-keyshortcuts': 'Control+Enter', onclick: () => this.save(key) },
          'Save'),
        h('button', { type: 'button', id: 'reload', onclick: () => this.open(key) }, 'Reload'),
        h('button', { type: 'button', id: 'delete', class: 'danger', onclick: () => this.remove(key) }, 'Delete …')),
      this.past);
  }

  form() {
    const element = this.value.element;
    element.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        byId('save').click();
      }
    });
    return element;
  }

  /** Opens an empty panel for a new key. */
  create(prefix) {
    this.opened++;
    this.key = null;
    this.base = null;
    this.value = new ValueField(new Uint8Array());
    this.report = h('div', { id: 'result' });
    const field = h('input', {
      id: 'new-key', type: 'text', value: prefix, autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false',
      'aria-describedby': 'new-key-note',
    });
    this.element.hidden = false;
    show(this.element,
      this.heading('New key'),
      this.report,
      h('label', { for: 'new-key' }, 'Key'), field,
      h('p', { id: 'new-key-note', class: 'hint' }, 'Write \\\\ for a backslash and \\xff for a byte.'),
      this.form(),
      h('div', { class: 'buttons' },
        h('button', { type: 'button', id: 'save', class: 'primary', 'aria-keyshortcuts': 'Control+Enter', onclick: () => this.saveNew(field) },
          'Create'),
        h('button', { type: 'button', onclick: () => this.close() }, 'Cancel')));
    field.focus();
  }

  saveNew(field) {
    try {
      const key = fromLine(field.value);
      if (key.length === 0) {
        throw new Error('A key has at least one byte.');
      }
      this.save(key);
    } catch (failure) {
      this.say('error', failure.message);
    }
  }

  say(kind, text) {
    show(this.report, note(kind, text));
  }

  async save(key) {
    let bytes;
    try {
      bytes = this.value.read();
    } catch (failure) {
      this.value.say(failure.message);
      this.value.field.focus();
      return;
    }
    if (bytes.length > VALUE_BYTES_MAX) {
      this.say('error', `The value has ${size(bytes.length)}; the maximum is ${size(VALUE_BYTES_MAX)}.`);
    } else if (this.base !== null && same(bytes, this.base.bytes)) {
      this.say('info', 'Nothing to save: the value is unchanged.');
    } else {
      await this.write(key, this.base, bytes);
    }
  }

  async remove(key) {
    const text = ['The key ', data(line(key)), ` is deleted if it still has version ${this.base.version}.`];
    if (await confirm('Delete the key?', text, 'Delete')) {
      await this.write(key, this.base, null);
    }
  }

  /** Writes, or deletes if `wanted` is null, and shows the outcome. */
  async write(key, base, wanted) {
    this.setBusy(true);
    const number = this.opened;
    const result = await write(key, base, wanted);
    if (number !== this.opened) {
      this.onChange();
      return;
    }
    this.setBusy(false);
    this.onChange();
    if (result.state === 'saved') {
      this.saved(key, result);
    } else if (result.state === 'refused') {
      this.say('error', result.text);
    } else {
      this.conflict(key, base, wanted, result);
    }
  }

  setBusy(isBusy) {
    this.element.setAttribute('aria-busy', String(isBusy));
    this.element.querySelectorAll('button:not(#editor-close)').forEach((button) => {
      button.disabled = isBusy;
    });
  }

  saved(key, result) {
    const done = note('good', result.text);
    if (result.current === null) {
      this.opened++;
      this.value = undefined;
      this.key = null;
      show(this.element, this.heading(data(line(key))), done);
    } else {
      this.key = key;
      this.render(key, result.current, done);
      this.loadHistory(key, this.opened);
    }
    byId('editor-title')?.focus();
  }

  /** Shows both values side by side, and what can be done. */
  conflict(key, base, wanted, { state, text, current }) {
    const isKnown = current !== undefined;
    const title = { lost: 'The key has changed', pending: 'No effect so far', unknown: 'The outcome is unknown' }[state];
    const now = current ? `The key now: version ${current.version}` : 'The key now';
    show(this.report,
      h('div', { id: 'conflict', class: 'conflict', 'data-state': state },
        note(state === 'lost' ? 'warning' : 'error', h('strong', {}, title), ' ', text),
        h('div', { class: 'sides' },
          h('section', { 'aria-labelledby': 'mine-title', id: 'mine' },
            h('h3', { id: 'mine-title' }, 'What you wrote'),
            wanted === null ? h('p', {}, '(delete the key)') : preview(wanted)),
          h('section', { 'aria-labelledby': 'theirs-title', id: 'theirs' },
            h('h3', { id: 'theirs-title' }, now),
            isKnown ? (current === null ? h('p', {}, '(does not exist)') : preview(current.bytes)) : h('p', {}, '(not known)'))),
        h('div', { class: 'buttons' }, this.remedies(key, base, wanted, state, current))));
    byId('conflict').querySelector('button')?.focus();
  }

  remedies(key, base, wanted, state, current) {
    const button = (id, label, action) => h('button', { type: 'button', id, onclick: action }, label);
    if (current === undefined) {
      return button('read-again', 'Read the key again', () => this.readAgain(key, base, wanted));
    }
    if (state === 'pending') {
      return [
        button('repeat', 'Repeat the write', () => this.write(key, base, wanted)),
        button('read-again', 'Read the key again', () => this.readAgain(key, base, wanted)),
      ];
    }
    const isEmptyDelete = wanted === null && current === null;
    return [
      !isEmptyDelete && button('overwrite', this.overwriteLabel(wanted, current), () => this.write(key, current, wanted)),
      button('take-theirs', 'Discard mine', () => this.open(key)),
      wanted !== null && button('keep-editing', 'Edit mine further', () => {
        this.base = current;
        show(this.report, note('info', current === null ? 'Saving creates the key.'
          : `Saving replaces version ${current.version}.`));
        this.value.field.focus();
      }),
    ];
  }

  overwriteLabel(wanted, current) {
    if (current === null) {
      return 'Create the key again with mine';
    }
    return wanted === null ? `Delete version ${current.version}` : `Replace version ${current.version} by mine`;
  }

  async readAgain(key, base, wanted) {
    try {
      const current = await get(key);
      const isAsWanted = wanted === null ? current === null : current !== null && same(current.bytes, wanted);
      if (isAsWanted) {
        this.saved(key, { text: 'The key is as you wanted it: either your write took effect, or another client did the same.', current });
      } else {
        const isOld = current !== null && base !== null && current.version === base.version;
        this.conflict(key, base, wanted, {
          state: isOld || (current === null && base === null) ? 'pending' : 'unknown',
          text: 'The key was read again. Your write may have taken effect before, or may still take effect.',
          current,
        });
      }
    } catch (failure) {
      if (!(failure instanceof Refusal) && !(failure instanceof NoReply)) {
        throw failure;
      }
      this.say('error', sentence(failure));
    }
  }

  async loadHistory(key, number) {
    const past = this.past ?? h('div', {});
    try {
      const { events, complete } = await history(key, HISTORY_MAX);
      if (number === this.opened && events.length > 0) {
        show(past, h('h3', {}, 'Last writes'),
          table('Last writes of the key', ['Write', 'Version', 'Time', 'By', 'Size'], events.map((event) => [
            event.kind, event.version, time(event.time), data(line(encode(event.by))), event.kind === 'put' ? size(event.size) : '-',
          ])),
          !complete && h('p', { class: 'hint' }, 'Older writes are not in the event history.'));
      }
    } catch (failure) {
      if (number === this.opened) {
        show(past, h('p', { class: 'hint' }, `The past writes are not shown: ${failure.message}.`));
      }
    }
  }

  /** The key was written to by some client, as a follow shows. */
  changed(event) {
    const isNewer = this.base && (event.kind !== 'put' || BigInt(event.version) > this.base.version);
    if (this.value !== undefined && this.key !== null && isNewer && !byId('conflict')) {
      show(this.report, note('warning', event.kind === 'put'
        ? `The key has changed: it has version ${event.version} now. Reload it to see the value.`
        : 'The key was deleted.'));
    }
  }
}
