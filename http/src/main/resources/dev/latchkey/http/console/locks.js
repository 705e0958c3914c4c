// Shows who holds the locks and leads the elections, who waits, and why the last holds have ended.

import { query, read, sentence } from './api.js';
import { bytesOf, encode, line } from './codec.js';
import { data, h, note, show, table, time } from './dom.js';

const PAGE_LOCKS = 200;
const REFRESH_MILLIS = 5_000;

const ENDS = {
  released: 'released',
  broken: 'broken by another client',
  expired: 'the session of the holder expired',
  'session-closed': 'the session of the holder was closed',
  overwritten: 'overwritten',
  'released-or-broken': 'released or broken',
};

const KINDS = [
  { path: '/v1/locks', member: 'locks', title: 'Locks', holder: 'Holder', none: 'No lock is held.', holders: 'Last holders' },
  {
    path: '/v1/elections', member: 'elections', title: 'Elections', holder: 'Leader', none: 'No election has a leader.',
    holders: 'Last leaders',
  },
];

const owner = (entry) => (entry.owner ? data(line(encode(entry.owner))) : '-');

/** The table of one kind of lock. */
class LockTable {
  constructor(kind, open) {
    this.kind = kind;
    this.open = open;
    this.positions = [null];
    this.body = h('div', { id: kind.member });
    this.element = h('section', { class: 'panel' }, h('h2', {}, kind.title), this.body);
  }

  async load(signal) {
    try {
      const page = await read(`${this.kind.path}${query({ limit: PAGE_LOCKS, after: this.positions.at(-1) })}`, signal);
      this.draw(page);
    } catch (failure) {
      if (!signal.aborted) {
        this.isRefused = failure.isOfPermission === true;
        show(this.body, note('error', sentence(failure)));
      }
    }
  }

  draw(page) {
    const focused = this.body.contains(document.activeElement) ? document.activeElement.id : null;
    const rows = page[this.kind.member].map((entry, at) => {
      const name = bytesOf(entry, 'name');
      return [
        h('button', { type: 'button', class: 'link', id: `${this.kind.member}-${at}`, onclick: () => this.open(this.kind, name) },
          data(line(name))),
        owner(entry), time(entry.since), entry.token,
      ];
    });
    const next = page.more ? bytesOf(page, 'next') : null;
    show(this.body,
      rows.length === 0 ? h('p', { class: 'empty' }, this.kind.none)
        : table(this.kind.title, ['Name', this.kind.holder, 'Since', 'Token'], rows),
      (next !== null || this.positions.length > 1) && h('div', { class: 'buttons' },
        h('button', { type: 'button', disabled: this.positions.length === 1, onclick: () => this.turn(null) }, 'Previous'),
        h('button', { type: 'button', disabled: next === null, onclick: () => this.turn(next) }, 'Next')));
    if (focused !== null) {
      document.getElementById(focused)?.focus();
    }
  }

  turn(next) {
    if (next === null) {
      this.positions.pop();
    } else {
      this.positions.push(next);
    }
    this.load(new AbortController().signal);
  }
}

/** The view of locks and elections. */
export class LocksView {
  constructor() {
    this.title = 'Locks';
    this.tables = KINDS.map((kind) => new LockTable(kind, (of, name) => this.open(of, name)));
    this.details = h('section', { class: 'panel', hidden: true, 'aria-label': 'Lock', id: 'lock' });
    this.element = h('div', {}, h('div', { class: 'split' }, h('div', { class: 'stack' }, this.tables.map((each) => each.element)),
      this.details));
  }

  start() {
    this.loading = new AbortController();
    this.refresh(this.loading);
  }

  stop() {
    this.loading?.abort();
    clearTimeout(this.timer);
  }

  reset() {
    this.stop();
    this.close();
    this.tables.forEach((each) => {
      each.isRefused = false;
      each.positions = [null];
      each.body.replaceChildren();
    });
  }

  /** Why not after a refusal for lack of a permission: each is logged by the server. */
  async refresh(loading) {
    if (!document.hidden) {
      await Promise.all(this.tables.filter((each) => !each.isRefused).map((each) => each.load(loading.signal)));
    }
    if (!loading.signal.aborted) {
      this.timer = setTimeout(() => this.refresh(loading), REFRESH_MILLIS);
    }
  }

  close() {
    this.details.hidden = true;
    this.details.replaceChildren();
  }

  press(key) {
    if (key === 'Escape' && !this.details.hidden) {
      this.close();
      return true;
    }
    return false;
  }

  async open(kind, name) {
    const path = `${kind.path}/${Array.from(name, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')}`;
    const parts = { holder: h('div', { id: 'lock-holder' }), waiters: h('div', { id: 'lock-waiters' }), past: h('div', { id: 'lock-history' }) };
    this.details.hidden = false;
    show(this.details,
      h('div', { class: 'title-row' }, h('h2', { id: 'lock-title', tabindex: -1 }, data(line(name))),
        h('button', { type: 'button', class: 'quiet', 'aria-label': 'Close the details', onclick: () => this.close() }, '✕')),
      parts.holder, h('h3', {}, 'Waiting clients'), parts.waiters, h('h3', {}, kind.holders), parts.past,
      h('div', { class: 'buttons' }, h('button', { type: 'button', onclick: () => this.open(kind, name) }, 'Reload')));
    document.getElementById('lock-title').focus();
    await Promise.all([
      fill(parts.holder, `${path}`, (lock) => holder(kind, lock)),
      fill(parts.waiters, `${path}/waiters`, waiters),
      fill(parts.past, `${path}/history?limit=20`, past),
    ]);
  }
}

async function fill(element, path, content) {
  show(element, h('p', {}, 'Loading …'));
  try {
    show(element, content(await read(path)));
  } catch (failure) {
    show(element, note('error', sentence(failure)));
  }
}

function holder(kind, lock) {
  return lock.held
    ? h('dl', {},
      h('div', {}, h('dt', {}, kind.holder), h('dd', {}, owner(lock))),
      h('div', {}, h('dt', {}, 'Since'), h('dd', {}, time(lock.since))),
      h('div', {}, h('dt', {}, 'Token'), h('dd', {}, lock.token)))
    : h('p', {}, 'Not held at the moment.');
}

function waiters(queue) {
  if (queue.waiters.length === 0) {
    return h('p', { class: 'hint' }, 'None in the queue. A lock without a queue does not show who waits for it.');
  }
  return [
    table('Waiting clients, the next one first', ['Place', 'Client', 'Since'],
      queue.waiters.map((waiter, at) => [at + 1, owner(waiter), time(waiter.since)])),
    !queue.complete && h('p', { class: 'hint' }, 'There are more; the places are only those among the clients shown.'),
  ];
}

function past(history) {
  const ended = history.holds.filter((hold) => hold.end !== undefined);
  return [
    ended.length === 0 ? h('p', { class: 'hint' }, 'None in the event history.')
      : table('Last holders, newest first', ['Token', 'Who', 'From', 'To', 'Ended because', 'By'], ended.map((hold) => [
        hold.token, owner(hold), time(hold.from), time(hold.to), ENDS[hold.end] ?? hold.end, data(line(encode(hold.by))),
      ])),
    !history.complete && h('p', { class: 'hint' }, 'Older holds are not in the event history.'),
  ];
}
