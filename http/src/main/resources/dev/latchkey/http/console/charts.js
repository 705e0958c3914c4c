// Small line charts, and what they show: rates and percentiles between two scrapes of the metrics.

import { h, svg, show } from './dom.js';

const POINTS_MAX = 60;
const WIDTH = 240;
const HEIGHT = 56;

/** A chart of the last values of one or two series. */
export class Chart {
  /** `format` turns a value into text; `names` are those of the series. */
  constructor(title, names, format) {
    this.title = title;
    this.names = names;
    this.format = format;
    this.series = names.map(() => []);
    this.values = h('p', { class: 'values' }, '-');
    this.image = svg('svg', {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': `${title}: no values yet`,
      focusable: 'false',
    });
    this.scale = h('span', { class: 'hint' }, '');
    this.element = h('section', { class: 'card chart' }, h('h3', {}, title), this.values, this.image, this.scale);
  }

  /** Adds one value for each series; null where there is none. */
  add(...values) {
    values.forEach((value, at) => {
      this.series[at].push(value);
      this.series[at].splice(0, this.series[at].length - POINTS_MAX);
    });
    this.draw(values);
  }

  draw(values) {
    const known = this.series.flat().filter((value) => value !== null);
    const max = Math.max(...known, 0);
    const text = this.names.map((name, at) => `${name} ${values[at] === null ? '-' : this.format(values[at])}`).join(', ');
    show(this.values, this.names.map((name, at) => [
      h('span', { class: `series s${at}` }, name), ' ', h('strong', {}, values[at] === null ? '-' : this.format(values[at])), ' ',
    ]));
    show(this.image, svg('line', { x1: 0, x2: WIDTH, y1: HEIGHT - 1, y2: HEIGHT - 1, class: 'axis' }),
      this.series.flatMap((series, at) => runs(series).map((run) =>
        svg('polyline', { class: `curve s${at}`, points: points(series, run, max) }))));
    this.scale.textContent = known.length === 0 ? '' : `max ${this.format(max)}`;
    this.image.setAttribute('aria-label', `${this.title}: ${text}; maximum ${known.length === 0 ? '-' : this.format(max)}`);
  }
}

/** The ranges of a series in which no value is missing. */
function runs(series) {
  const found = [];
  for (let at = 0; at < series.length; at++) {
    if (series[at] !== null) {
      const isNew = at === 0 || series[at - 1] === null;
      found.splice(isNew ? found.length : found.length - 1, 1, [isNew ? at : found.at(-1)[0], at]);
    }
  }
  return found;
}

function points(series, [from, to], max) {
  const step = WIDTH / (POINTS_MAX - 1);
  const offset = POINTS_MAX - series.length;
  const result = [];
  for (let at = from; at <= to; at++) {
    const y = max === 0 ? HEIGHT - 2 : HEIGHT - 2 - (series[at] / max) * (HEIGHT - 6);
    result.push(`${((offset + at) * step).toFixed(1)},${y.toFixed(1)}`);
  }
  if (from === to) {
    result.push(`${((offset + to) * step + 1).toFixed(1)},${result[0].split(',')[1]}`);
  }
  return result.join(' ');
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{([^}]*)\})? (\S+)$/;

/** The samples of a scrape in the text format of Prometheus, as a map from the name to a list of { labels, value }. */
export function parse(text) {
  const samples = new Map();
  for (const row of text.split('\n')) {
    const match = row.startsWith('#') ? null : SAMPLE.exec(row);
    if (match !== null) {
      const [, name, labels, value] = match;
      if (!samples.has(name)) {
        samples.set(name, []);
      }
      samples.get(name).push({
        labels: Object.fromEntries([...(labels ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, label, content]) => [label, content])),
        value: Number(value),
      });
    }
  }
  return samples;
}

/** The sum of all samples of a name. */
export const total = (samples, name) => (samples.get(name) ?? []).reduce((sum, sample) => sum + sample.value, 0);

/** The first sample of a name; null if there is none. */
export const single = (samples, name) => samples.get(name)?.[0]?.value ?? null;

/** The cumulative counts of a histogram by the bounds of its buckets, over all its labels. */
function buckets(samples, name) {
  const counts = new Map();
  for (const { labels, value } of samples.get(`${name}_bucket`) ?? []) {
    const bound = labels.le === '+Inf' ? Infinity : Number(labels.le);
    counts.set(bound, (counts.get(bound) ?? 0) + value);
  }
  return counts;
}

/**
 * A percentile of what a histogram has counted between two scrapes, interpolated within its bucket; null if that is nothing, and the lower
 * bound of the last bucket for what is beyond it.
 */
export function percentile(before, now, name, quantile) {
  const old = buckets(before, name);
  const counts = [...buckets(now, name)].map(([bound, count]) => [bound, count - (old.get(bound) ?? 0)]).sort((a, b) => a[0] - b[0]);
  const all = counts.at(-1)?.[1] ?? 0;
  if (all <= 0) {
    return null;
  }
  const rank = quantile * all;
  let lower = 0;
  let below = 0;
  for (const [bound, count] of counts) {
    if (count >= rank && count > below) {
      return bound === Infinity ? lower : lower + ((bound - lower) * (rank - below)) / (count - below);
    }
    lower = bound === Infinity ? lower : bound;
    below = count;
  }
  return lower;
}
