// Shows the state of the server: operations, latencies, connections, sessions, memory, disk and log.

import { read, send, sentence } from './api.js';
import { Chart, parse, percentile, single, total } from './charts.js';
import { size } from './codec.js';
import { h, note, show } from './dom.js';

const INTERVAL_MILLIS = 5_000;

/** The second sample follows soon, so that rates are shown soon. */
const FIRST_MILLIS = 1_000;

const OPERATIONS = 'latchkey_operations_total';
const LATENCY = 'latchkey_operation_duration_seconds';
const FSYNC = 'latchkey_log_fsync_duration_seconds';

const number = (value) => (value >= 100 || Number.isInteger(value) ? Math.round(value).toLocaleString('en') : value.toFixed(1));

function seconds(value) {
  if (value >= 1) {
    return `${value.toFixed(2)}\u00a0s`;
  }
  return value >= 0.001 ? `${(value * 1e3).toFixed(1)}\u00a0ms` : `${Math.round(value * 1e6)}\u00a0µs`;
}

function duration(value) {
  const days = Math.floor(value / 86_400);
  const hours = Math.floor((value % 86_400) / 3_600);
  const minutes = Math.floor((value % 3_600) / 60);
  return days > 0 ? `${days} d ${hours} h` : hours > 0 ? `${hours} h ${minutes} min` : minutes > 0 ? `${minutes} min` : `${Math.floor(value)} s`;
}

const share = (part, whole) => (whole > 0 ? `${((100 * part) / whole).toFixed(part / whole < 0.1 ? 1 : 0)}\u00a0%` : '-');

/** A card with a list of terms and values; entries whose value is null are left out. */
function card(title, entries) {
  return h('section', { class: 'card' }, h('h3', {}, title),
    h('dl', {}, entries.filter(([, value]) => value !== null).map(([term, value]) =>
      h('div', {}, h('dt', {}, term), h('dd', {}, value)))));
}

/** The view of the server. */
export class ServerView {
  constructor() {
    this.title = 'Server';
    this.message = h('div', { id: 'server-message' });
    this.cards = h('div', { class: 'cards', id: 'server-cards' });
    this.graphs = h('div', { class: 'cards', id: 'server-charts' });
    this.element = h('div', {}, this.message, this.graphs, this.cards);
    this.reset();
  }

  start() {
    this.loading = new AbortController();
    this.samples = null;
    this.isRefused = false;
    this.poll(this.loading, FIRST_MILLIS);
  }

  stop() {
    this.loading?.abort();
    clearTimeout(this.timer);
  }

  reset() {
    this.stop();
    this.samples = null;
    this.operations = new Chart('Operations per second (RESP)', ['all', 'refused'], number);
    this.writes = new Chart('Writes per second', ['all'], number);
    this.latency = new Chart('Latency (RESP)', ['median', '99 %'], seconds);
    this.fsync = new Chart('Log: write and fsync', ['median', '99 %'], seconds);
    this.graphs.replaceChildren();
    this.cards.replaceChildren();
    this.message.replaceChildren();
  }

  press() {
    return false;
  }

  /** Why not while the page is hidden: every request is one of an administrator, which the server logs. */
  async poll(loading, delay) {
    if (!document.hidden) {
      await this.load(loading);
    }
    if (!loading.signal.aborted && !this.isRefused) {
      this.timer = setTimeout(() => this.poll(loading, INTERVAL_MILLIS), delay);
    }
  }

  async load({ signal }) {
    try {
      const status = await read('/v1/status', signal);
      const sessions = await read('/v1/sessions', signal);
      const samples = await this.scrape(signal);
      if (!signal.aborted) {
        this.message.replaceChildren();
        this.draw(status, sessions, samples);
      }
    } catch (failure) {
      if (!signal.aborted) {
        this.isRefused = failure.isOfPermission === true;
        show(this.message, note('error', sentence(failure)));
      }
    }
  }

  /** The metrics; null on a server without them, such as one that is part of another program. */
  async scrape(signal) {
    try {
      const response = await send('GET', '/metrics', { signal });
      return { at: performance.now(), values: parse(await response.text()) };
    } catch (failure) {
      if (failure.status === 404 || failure.status === 429) {
        return null;
      }
      throw failure;
    }
  }

  draw(status, sessions, samples) {
    if (samples !== null) {
      this.drawCharts(samples, status.durable);
    }
    const metrics = samples?.values ?? new Map();
    show(this.cards,
      card('Server', [
        ['Version', status.version],
        ['Engine', status.engine],
        ['Running for', duration(status.uptimeSeconds)],
        ['Store', h('span', { class: 'data small' }, status.store ?? '-')],
      ]),
      card('Keys', [
        ['Keys', number(status.keys)],
        ['Revision', status.revision],
        ['Memory', `${size(status.storeBytes)} of ${size(status.storeBytesMax)} (${share(status.storeBytes, status.storeBytesMax)})`],
        ['Oldest revision to follow from', status.oldestRevision],
      ]),
      card('Connections', [
        ['Open', `${number(status.connections)} of ${number(status.connectionsMax)}`],
        ['Not authenticated', counted(metrics, 'latchkey_connections_unauthenticated')],
        ['Accepted', counted(metrics, 'latchkey_connections_accepted_total')],
        ['Refused', counted(metrics, 'latchkey_connections_refused_total')],
        ['Wrong passwords', counted(metrics, 'latchkey_logins_failed_total')],
        ['Follows', number(status.follows)],
      ]),
      card('Sessions', [
        ['Open', number(sessions.sessions)],
        ['Keys that they own', number(sessions.ownedKeys)],
        ['Opened', number(sessions.opened)],
        ['Closed', number(sessions.closed)],
        ['Expired', number(sessions.expired)],
      ]),
      this.disk(status, metrics));
  }

  disk(status, metrics) {
    if (!status.durable) {
      return card('Disk and log', [['Log', 'none: the store is in memory only']]);
    }
    const snapshot = single(metrics, 'latchkey_snapshot_last_size_bytes');
    const disk = single(metrics, 'latchkey_disk_size_bytes');
    const segments = single(metrics, 'latchkey_log_segments');
    return card('Disk and log', [
      ['State', status.diskFull ? h('strong', { class: 'bad' }, 'the disk is full') : 'writable'],
      ['Free', size(status.diskFreeBytes) + (disk === null ? '' : ` of ${size(disk)} (${share(status.diskFreeBytes, disk)})`)],
      ['Log', size(status.logBytes) + (segments === null ? '' : ` in ${number(segments)} ${segments === 1 ? 'segment' : 'segments'}`)],
      ['Queued writes', number(status.queuedCommands)],
      ['Snapshots written', counted(metrics, 'latchkey_snapshots_written_total')],
      ['Newest snapshot', snapshot === null || snapshot <= 0 ? null : size(snapshot)],
    ]);
  }

  drawCharts(samples, isDurable) {
    const before = this.samples;
    this.samples = samples;
    if (this.graphs.childElementCount === 0) {
      show(this.graphs, this.operations.element, this.latency.element, this.writes.element, isDurable && this.fsync.element);
    }
    if (before === null) {
      return;
    }
    const elapsed = (samples.at - before.at) / 1_000;
    const rate = (of) => Math.max(0, of(samples.values) - of(before.values)) / elapsed;
    this.operations.add(rate((values) => total(values, OPERATIONS)), rate(refused));
    this.writes.add(rate((values) => total(values, 'latchkey_store_revision')));
    this.latency.add(...percentiles(before, samples, LATENCY));
    if (isDurable) {
      this.fsync.add(...percentiles(before, samples, FSYNC));
    }
  }
}

const counted = (metrics, name) => {
  const value = single(metrics, name);
  return value === null ? null : number(value);
};

const refused = (values) => (values.get(OPERATIONS) ?? [])
  .filter(({ labels }) => labels.outcome !== 'ok').reduce((sum, { value }) => sum + value, 0);

const percentiles = (before, now, name) => [0.5, 0.99].map((quantile) => percentile(before.values, now.values, name, quantile));
