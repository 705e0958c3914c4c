'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const byId = id => document.getElementById(id);
  const ops = data.ops;
  const size = ops.call.length;
  const bad = new Set(data.bad);
  const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u3164\u115f\u1160\uffa0]/gu;

  /** Escapes invisible characters and those that change the text direction. Keeps line ends only if asked to. */
  const plain = (text, keepLines) => String(text).replace(HIDDEN, c =>
    keepLines && c === '\n' ? c : '\\u{' + c.codePointAt(0).toString(16) + '}');

  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  const related = new Set(data.related);
  const LIST_MAX = 500;

  /** Formats a time as the explanation does: in the unit of the report, rounded down to three decimals. */
  function number(t, decimals) {
    if (data.factor < 1000) return String(t);
    const parts = Math.min(data.factor, Math.pow(10, decimals));
    return (Math.floor(t / (data.factor / parts)) / parts).toFixed(decimals).replace(/\.?0+$/, '');
  }

  function length(t, decimals = 3) { return number(t, decimals) + (data.unit ? ' ' + data.unit : ''); }

  function time(t, decimals) { return length(t + data.shift, decimals); }

  const shift = data.shift;

  /* ---- text ---- */

  function renderText() {
    byId('verdict').textContent = data.verdict;
    byId('verdict').classList.add(data.verdict.toLowerCase());
    document.body.classList.add(data.verdict.toLowerCase());
    byId('headline').textContent = plain(data.headline);
    for (const [name, value] of data.facts) {
      const fact = element('div');
      fact.append(element('dt', plain(name)), element('dd', plain(value)));
      byId('facts').append(fact);
    }
    renderReasons();
    renderFaults();
    for (const remark of data.remarks) byId('remark-list').append(element('li', plain(remark)));
    if (data.unit || data.origin !== '0') byId('remark-list').append(element('li', 'Times are'
      + (data.unit ? ' in ' + data.unit : '') + (data.origin !== '0' ? ', counted from ' + data.origin + ' on the clock of the history' : '') + '.'));
    byId('legend-bad').hidden = bad.size === 0;
    byId('legend-bad-text').textContent = bad.size === 1 ? 'cannot have its result' : 'contradict each other';
    byId('legend-related').hidden = related.size === 0;
    byId('legend-fault').hidden = data.faults.length === 0;
    byId('first-error').hidden = bad.size === 0;
    byId('only-key-label').hidden = data.keys.length < 2;
    byId('order-note').textContent = data.orderNote;
    byId('order-note').hidden = !data.orderNote;
  }

  /** Shows the first sentences above the timeline and folds the rest. */
  function renderReasons() {
    byId('why').hidden = data.why.length === 0;
    if (data.key !== undefined) byId('key').textContent = byId('key').title = 'Key ' + plain(data.key);
    byId('key').hidden = data.key === undefined;
    data.why.slice(0, REASONS).forEach(reason => byId('reasons').append(reasonItem(reason)));
    data.why.slice(REASONS).forEach(reason => byId('more-reasons').append(reasonItem(reason)));
    byId('more').hidden = data.why.length <= REASONS;
  }

  const REASONS = 3;

  function reasonItem(reason) {
    const item = element('li', plain(reason.text) + ' ');
    for (const op of reason.ops) item.append(opButton(op), ' ');
    return item;
  }

  function opButton(op) {
    const button = element('button', plain(op.text), bad.has(op.i) ? 'op bad' : 'op');
    button.type = 'button';
    button.title = button.textContent;
    button.disabled = op.i < 0;
    button.addEventListener('click', () => { choose(op.i, true); canvas.focus({ preventScroll: true }); });
    return button;
  }

  const counted = (n, what) => n + ' ' + what + (n === 1 ? '' : 's');

  function renderFaults() {
    const faults = data.faults;
    byId('faults').hidden = faults.length === 0;
    const kinds = new Map();
    for (const fault of faults) kinds.set(fault.kind, (kinds.get(fault.kind) || 0) + 1);
    byId('fault-summary').textContent = plain(counted(faults.length, 'fault') + ': '
      + [...kinds].slice(0, 20).map(([kind, count]) => kind + ' ' + count).join(', '));
    for (const f of faults.slice(0, LIST_MAX))
      byId('fault-list').append(element('li', plain(f.kind + ' from ' + time(f.begin)
        + (f.end < 0 ? ', still active at the end' : ' to ' + time(f.end)) + (f.note ? ': ' + f.note : ''))));
    if (faults.length > LIST_MAX) byId('fault-list').append(element('li', 'and ' + (faults.length - LIST_MAX) + ' more'));
  }

  /* ---- layout: every lane has enough rows for its concurrent operations ---- */

  const ROW = 22, RULER = 22, STRIP = data.faults.length > 0 ? 14 : 0, AXIS = RULER + STRIP + 3, ROWS_OF_A_LANE_MAX = 12;
  // Leaves space after the last event, so that open operations are visible.
  const first = 0, last = Math.max(4, data.last * 1.05);
  const BOTTOM = 4;
  // Bands of faults are drawn over the lanes only if there are few of them with space between them.
  const BANDS_MAX = 40, BAND_GAP_MIN = 12;
  const faultsByBegin = [...data.faults].sort((a, b) => a.begin - b.begin);
  const shownEnd = new Float64Array(size);
  const rowOf = new Int32Array(size);
  const rows = [];
  const lanes = [];

  function layOut() {
    const ofLane = data.lanes.map(() => []);
    for (let i = 0; i < size; i++) ofLane[ops.lane[i]].push(i);
    ofLane.forEach((mine, lane) => {
      mine.forEach((i, at) => {
        // An open operation is drawn until the next call of its client.
        const next = at + 1 < mine.length ? ops.call[mine[at + 1]] : last;
        shownEnd[i] = ops.end[i] >= 0 ? ops.end[i] : Math.max(next, ops.call[i]);
      });
      const begin = rows.length;
      for (const i of mine) {
        let row = begin;
        while (row < rows.length && row < begin + ROWS_OF_A_LANE_MAX - 1
            && rows[row].length > 0 && shownEnd[rows[row][rows[row].length - 1]] > ops.call[i]) row++;
        if (row === rows.length) rows.push([]);
        rows[row].push(i);
        rowOf[i] = row;
      }
      if (rows.length === begin) rows.push([]);
      lanes.push({ name: data.lanes[lane], from: begin, to: rows.length });
    });
  }

  /* ---- drawing: only what is visible ---- */

  const canvas = byId('timeline'), overview = byId('overview'), scroller = byId('scroller');
  let from = first, to = last, chosen = -1, onlyKey = false, width = 0, height = 0, asked = false;
  let colours = {};
  let gutter = 84;

  function readColours() {
    const style = getComputedStyle(document.documentElement);
    for (const name of ['related', 'related-edge', 'ground', 'panel', 'line', 'text', 'dim', 'focus', 'done', 'done-edge', 'open', 'open-edge', 'bad',
      'bad-edge', 'fault', 'fault-edge', 'ink', 'grid']) colours[name] = style.getPropertyValue('--' + name).trim();
  }

  const x = t => gutter + (t - from) / (to - from) * (width - gutter);
  const timeAt = px => from + (px - gutter) / (width - gutter) * (to - from);
  const isShown = i => !onlyKey || chosen < 0 || ops.key[i] === ops.key[chosen];

  function fit(target, wide, high) {
    const ratio = window.devicePixelRatio || 1;
    if (target.width !== Math.round(wide * ratio) || target.height !== Math.round(high * ratio)) {
      target.width = Math.round(wide * ratio);
      target.height = Math.round(high * ratio);
    }
    const pen = target.getContext('2d');
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    return pen;
  }

  function redraw() {
    if (!asked) {
      asked = true;
      requestAnimationFrame(() => { asked = false; draw(); });
    }
  }

  function draw() {
    const all = AXIS + rows.length * ROW + BOTTOM;
    byId('spacer').style.height = all + 'px';
    width = scroller.clientWidth;
    height = Math.min(all, Math.max(140, Math.round(window.innerHeight * .56) - 2));
    canvas.style.height = height + 'px';
    gutter = width < 520 ? 40 : 84;
    const pen = fit(canvas, width, height);
    pen.fillStyle = colours.ground;
    pen.fillRect(0, 0, width, height);
    drawGrid(pen);
    drawFaults(pen);
    const top = scroller.scrollTop;
    const firstRow = Math.max(0, Math.floor(top / ROW));
    const lastRow = Math.min(rows.length - 1, Math.ceil((top + height - AXIS) / ROW));
    pen.save();
    pen.beginPath();
    pen.rect(0, AXIS, width, height - AXIS);
    pen.clip();
    pen.font = '11px ui-monospace, "DejaVu Sans Mono", monospace';
    pen.textBaseline = 'middle';
    for (let row = firstRow; row <= lastRow; row++) drawRow(pen, row, AXIS + row * ROW - top);
    drawLanes(pen, top);
    pen.restore();
    drawOverview();
    document.body.dataset.drawn = String(Number(document.body.dataset.drawn || 0) + 1);
  }

  function drawGrid(pen) {
    const steps = Math.max(2, Math.floor((width - gutter) / 130));
    const raw = (to - from) / steps;
    const power = Math.pow(10, Math.floor(Math.log10(raw)));
    const step = Math.max(1, [1, 2, 5, 10].map(f => f * power).find(s => s >= raw));
    const begin = Math.ceil((from + shift) / step) * step - shift;
    pen.font = '11px system-ui, "DejaVu Sans", sans-serif';
    pen.textBaseline = 'middle';
    const labels = [];
    for (let t = begin; t <= to; t += step) {
      const px = Math.round(x(t)) + .5;
      pen.strokeStyle = colours.grid;
      pen.beginPath();
      pen.moveTo(px, RULER - 4);
      pen.lineTo(px, height);
      pen.stroke();
      const label = time(t, step < data.factor / 1000 ? 6 : 3);
      labels.push(label);
      pen.fillStyle = colours.dim;
      if (px + pen.measureText(label).width + 4 < width) pen.fillText(label, px + 3, RULER / 2);
    }
    canvas.dataset.axis = labels.join(', ');
    pen.strokeStyle = colours.line;
    pen.beginPath();
    pen.moveTo(0, AXIS - .5);
    pen.lineTo(width, AXIS - .5);
    pen.stroke();
  }

  /** Merges the visible faults to intervals of pixels: those that touch become one. */
  function faultBands() {
    const bands = [];
    for (const fault of faultsByBegin) {
      const begin = Math.max(gutter, x(fault.begin)), end = Math.min(width, Math.max(x(fault.end < 0 ? last : fault.end), x(fault.begin) + 2));
      if (end <= gutter || begin >= width) continue;
      const before = bands[bands.length - 1];
      if (before && begin <= before.end + 1) {
        before.end = Math.max(before.end, end);
        before.kinds.add(fault.kind);
        before.count++;
      } else bands.push({ begin, end, kinds: new Set([fault.kind]), count: 1 });
    }
    return bands;
  }

  const areApart = bands => bands.length <= BANDS_MAX && bands.every((band, i) =>
    band.count === 1 && (i === 0 || band.begin - bands[i - 1].end >= BAND_GAP_MIN));

  function drawFaults(pen) {
    const bands = faultBands(), apart = areApart(bands);
    pen.font = '10px system-ui, "DejaVu Sans", sans-serif';
    pen.textBaseline = 'middle';
    for (const band of bands) {
      const wide = band.end - band.begin;
      if (apart) {
        pen.fillStyle = colours.fault;
        pen.fillRect(band.begin, AXIS, wide, height - AXIS);
      }
      pen.fillStyle = colours['fault-edge'];
      pen.fillRect(band.begin, RULER + 2, wide, STRIP - 2);
      const label = plain([...band.kinds].slice(0, 4).join(', '));
      pen.fillStyle = colours.ground;
      if (pen.measureText(label).width + 8 < wide) pen.fillText(label, band.begin + 4, RULER + 2 + (STRIP - 2) / 2);
    }
    canvas.dataset.faults = bands.length;
    canvas.dataset.bands = apart ? bands.length : 0;
  }

  function drawRow(pen, row, top) {
    const mine = rows[row];
    let low = 0, high = mine.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (shownEnd[mine[middle]] < from) low = middle + 1; else high = middle;
    }
    let drawnTo = -1;
    const later = [];
    for (let at = low; at < mine.length && ops.call[mine[at]] <= to; at++) {
      const i = mine[at];
      if (bad.has(i) || related.has(i) || i === chosen) { later.push(i); continue; }
      if (!isShown(i)) continue;
      const begin = Math.max(gutter, x(ops.call[i]));
      const end = Math.min(width + 2, Math.max(x(shownEnd[i]), begin + 2));
      // Skips operations that are hidden by the one before.
      if (end <= drawnTo) continue;
      drawnTo = end;
      bar(pen, i, begin, end, top);
    }
    for (const i of later) bar(pen, i, Math.max(gutter, x(ops.call[i])), Math.min(width + 2, Math.max(x(shownEnd[i]), x(ops.call[i]) + 4)), top);
  }

  function bar(pen, i, begin, end, top) {
    const isOpen = ops.end[i] < 0, isBad = bad.has(i), isRelated = related.has(i), wide = end - begin;
    pen.fillStyle = isBad ? colours.bad : isRelated ? colours.related : isOpen ? colours.open : colours.done;
    pen.fillRect(begin, top + 3, wide, ROW - 6);
    if (wide > 3 || isBad || isRelated) {
      pen.setLineDash(isOpen ? [4, 3] : []);
      pen.lineWidth = isBad || isRelated ? 2 : 1;
      pen.strokeStyle = isBad ? colours['bad-edge'] : isRelated ? colours['related-edge'] : isOpen ? colours['open-edge'] : colours['done-edge'];
      pen.strokeRect(begin + .5, top + 3.5, Math.max(1, wide - 1), ROW - 7);
      pen.setLineDash([]);
      pen.lineWidth = 1;
    }
    if (i === chosen) {
      pen.lineWidth = 2;
      pen.strokeStyle = colours.focus;
      pen.strokeRect(begin - 1.5, top + 1, wide + 3, ROW - 2);
      pen.lineWidth = 1;
    }
    const label = labelFor(pen, i, wide - 8);
    if (label) {
      pen.fillStyle = colours.ink;
      pen.fillText(label, begin + 4, top + ROW / 2);
    }
  }

  const LABEL_MIN = 60;

  /** Returns the label of an operation: in full if it fits, shortened if that leaves enough of it, else none. */
  function labelFor(pen, i, wide) {
    if (wide < 8) return '';
    const label = (ops.order[i] ? ops.order[i] + '. ' : '') + plain(ops.text[i]);
    const letters = Math.floor(wide / pen.measureText('0').width);
    if (label.length <= letters && pen.measureText(label).width <= wide) return label;
    return wide < LABEL_MIN ? '' : [...label].slice(0, letters - 1).join('') + '…';
  }

  function drawLanes(pen, top) {
    pen.font = '12px system-ui, "DejaVu Sans", sans-serif';
    lanes.forEach((lane, at) => {
      const begin = AXIS + lane.from * ROW - top, end = AXIS + lane.to * ROW - top;
      if (end < AXIS || begin > height) return;
      pen.fillStyle = colours.panel;
      pen.fillRect(0, begin, gutter - 2, end - begin);
      pen.strokeStyle = colours.grid;
      pen.beginPath();
      pen.moveTo(0, end - .5);
      pen.lineTo(width, end - .5);
      pen.stroke();
      pen.fillStyle = colours.dim;
      pen.fillText((gutter < 60 ? '' : 'client ') + lane.name, 6, Math.max(AXIS + 10, begin + ROW / 2));
    });
  }

  let density = null;

  function drawOverview() {
    const wide = overview.clientWidth, high = overview.clientHeight;
    const pen = fit(overview, wide, high);
    pen.clearRect(0, 0, wide, high);
    const at = t => (t - first) / (last - first) * wide;
    for (const fault of data.faults) {
      pen.fillStyle = colours.fault;
      pen.fillRect(at(fault.begin), 0, Math.max(2, at(fault.end < 0 ? last : fault.end) - at(fault.begin)), high);
    }
    if (!density || density.length !== Math.ceil(wide)) {
      density = new Float64Array(Math.ceil(wide));
      for (let i = 0; i < size; i++) density[Math.min(density.length - 1, Math.floor(at(ops.call[i])))]++;
    }
    const most = density.reduce((a, b) => Math.max(a, b), 1);
    pen.fillStyle = colours['done-edge'];
    density.forEach((n, px) => { if (n) pen.fillRect(px, high - 2 - (high - 8) * n / most, 1, 2 + (high - 8) * n / most); });
    pen.fillStyle = colours['bad-edge'];
    for (const i of bad) pen.fillRect(at(ops.call[i]) - 1, 0, 3, high);
    pen.strokeStyle = colours.text;
    pen.lineWidth = 2;
    pen.strokeRect(at(from) + 1, 1, Math.max(3, at(to) - at(from)) - 2, high - 2);
    pen.lineWidth = 1;
  }

  /* ---- navigation ---- */

  function show(newFrom, newTo) {
    const whole = (last - first) * 1.02;
    const span = Math.min(whole, Math.max(4, newTo - newFrom));
    const begin = Math.min(Math.max(newFrom, first - whole * .01), last + whole * .01 - span);
    from = begin;
    to = begin + span;
    redraw();
  }

  function zoom(factor, around) {
    show(around - (around - from) * factor, around + (to - around) * factor);
  }

  const middle = () => chosen >= 0 && ops.call[chosen] >= from && ops.call[chosen] <= to ? ops.call[chosen] : (from + to) / 2;

  function choose(i, intoView) {
    if (i < 0 || i >= size) return;
    chosen = i;
    if (intoView) {
      const span = to - from;
      if (ops.call[i] < from + span * .02 || Math.min(shownEnd[i], ops.call[i] + span) > to - span * .02)
        show(ops.call[i] - span * .3, ops.call[i] + span * .7);
      const top = rowOf[i] * ROW;
      const room = height - AXIS;
      if (top < scroller.scrollTop) scroller.scrollTop = top;
      else if (top + ROW > scroller.scrollTop + room) scroller.scrollTop = top + ROW - room;
    }
    showDetails();
    redraw();
  }

  function showDetails() {
    const facts = element('dl');
    const fact = (name, value, className) => facts.append(element('dt', name), element('dd', value, className));
    fact('operation', plain(ops.text[chosen]), 'what');
    fact('client', ops.client[chosen].replace(/^client /, ''));
    if (data.keys[ops.key[chosen]] !== null) fact('key', plain(data.keys[ops.key[chosen]]));
    fact('called', time(ops.call[chosen]));
    fact('returned', ops.end[chosen] < 0 ? 'never: it may have taken effect at any time after the call, or not at all'
      : time(ops.end[chosen]) + ' (after ' + length(ops.end[chosen] - ops.call[chosen]) + ')');
    if (ops.order[chosen]) fact('position', ops.order[chosen] + (data.keys.length > 1 ? ' in the order of its key' : ''));
    if (bad.has(chosen)) fact('part of', 'the contradiction');
    byId('details').replaceChildren(facts);
  }

  /** Selects the next visible operation in a direction, among those that fit. */
  function step(direction, fits) {
    let i = chosen < 0 ? nearest(direction) : chosen + direction;
    while (i >= 0 && i < size && !(isShown(i) && fits(i))) i += direction;
    if (i >= 0 && i < size) choose(i, true);
  }

  /** Returns where to start if no operation is selected: at the first or last operation of the window. */
  function nearest(direction) {
    let low = 0, high = size;
    const wanted = direction > 0 ? from : to;
    while (low < high) {
      const half = (low + high) >> 1;
      if (ops.call[half] < wanted) low = half + 1; else high = half;
    }
    return direction > 0 ? low : Math.max(0, low - 1);
  }

  function otherLane(direction) {
    if (chosen < 0) { step(1, () => true); return; }
    let best = -1;
    for (let lane = ops.lane[chosen] + direction; best < 0 && lane >= 0 && lane < lanes.length; lane += direction)
      for (let row = lanes[lane].from; row < lanes[lane].to; row++)
        for (const i of rows[row])
          if (isShown(i) && (best < 0 || Math.abs(ops.call[i] - ops.call[chosen]) < Math.abs(ops.call[best] - ops.call[chosen]))) best = i;
    if (best >= 0) choose(best, true);
  }

  function firstError() {
    if (bad.size === 0) return;
    let begin = Infinity, end = -Infinity;
    for (const i of bad) {
      begin = Math.min(begin, ops.call[i]);
      end = Math.max(end, ops.end[i] < 0 ? ops.call[i] : ops.end[i]);
    }
    // Selects the operation that the explanation begins with, and shows what it contradicts unless that is too far back.
    const told = data.why.length > 0 && data.why[0].ops.length > 0 ? data.why[0].ops[0].i : -1;
    const broken = bad.has(told) ? told : data.bad[data.bad.length - 1];
    if (Math.abs(broken - data.bad[0]) > 400) {
      const called = ops.call[broken], returned = ops.end[broken] < 0 ? called : ops.end[broken];
      begin = called - 6 * Math.max(4, returned - called);
      end = returned + Math.max(4, returned - called);
    }
    // Also shows what explains how it came about, if it is near.
    const farthest = Math.max(4, (end - begin) * 4);
    for (const i of related) {
      if (begin - ops.call[i] < farthest && ops.call[i] < begin) begin = ops.call[i];
      if (ops.end[i] - end < farthest && ops.end[i] > end) end = ops.end[i];
    }
    const room = Math.max(4, (end - begin) * .15);
    show(begin - room, end + room);
    choose(broken, false);
    scroller.scrollTop = Math.max(0, Math.round((rowOf[broken] * ROW - height / 2) / ROW) * ROW);
    showDetails();
  }

  function setOnlyKey(on) {
    onlyKey = on && data.keys.length > 1;
    byId('only-key').checked = onlyKey;
    redraw();
  }

  const KEYS = {
    ArrowRight: () => step(1, () => true),
    ArrowLeft: () => step(-1, () => true),
    ArrowDown: () => otherLane(1),
    ArrowUp: () => otherLane(-1),
    Home: () => { chosen = -1; show(first, first + (to - from)); requestAnimationFrame(() => choose(0, true)); },
    End: () => choose(size - 1, true),
    '+': () => zoom(.5, middle()),
    '=': () => zoom(.5, middle()),
    '-': () => zoom(2, middle()),
    '0': () => show(first, last),
    j: firstError,
    k: () => setOnlyKey(!onlyKey),
  };

  function listen() {
    canvas.addEventListener('keydown', event => {
      const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : KEYS[event.key];
      if (act) {
        act();
        event.preventDefault();
      }
    });
    document.addEventListener('keydown', event => {
      const isPlain = !(event.ctrlKey || event.metaKey || event.altKey) && event.target === document.body;
      if (isPlain && KEYS[event.key]) {
        canvas.focus({ preventScroll: true });
        KEYS[event.key]();
        event.preventDefault();
      }
    });
    byId('first-error').addEventListener('click', firstError);
    byId('earlier').addEventListener('click', () => show(from - (to - from) / 2, to - (to - from) / 2));
    byId('later').addEventListener('click', () => show(from + (to - from) / 2, to + (to - from) / 2));
    byId('zoom-in').addEventListener('click', () => zoom(.5, middle()));
    byId('zoom-out').addEventListener('click', () => zoom(2, middle()));
    byId('all').addEventListener('click', () => show(first, last));
    byId('only-key').addEventListener('change', event => setOnlyKey(event.target.checked));
    scroller.addEventListener('scroll', redraw, { passive: true });
    window.addEventListener('resize', redraw);
    window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { readColours(); redraw(); });
    canvas.addEventListener('wheel', event => {
      if (event.ctrlKey) zoom(event.deltaY > 0 ? 1.25 : .8, timeAt(event.offsetX));
      else if (event.deltaX || event.shiftKey) {
        const move = (event.deltaX || event.deltaY) / (width - gutter) * (to - from);
        show(from + move, to + move);
      } else return;
      event.preventDefault();
    }, { passive: false });
    drag();
    overview.addEventListener('pointerdown', event => {
      overview.setPointerCapture(event.pointerId);
      moveOverview(event);
    });
    overview.addEventListener('pointermove', event => { if (event.buttons) moveOverview(event); });
  }

  function moveOverview(event) {
    const t = first + event.offsetX / overview.clientWidth * (last - first);
    show(t - (to - from) / 2, t + (to - from) / 2);
  }

  function drag() {
    let held = null, moved = false;
    canvas.addEventListener('pointerdown', event => {
      held = { at: event.offsetX, from, to };
      moved = false;
    });
    window.addEventListener('pointerup', () => { held = null; });
    canvas.addEventListener('pointermove', event => {
      if (held && event.buttons) {
        const move = (held.at - event.offsetX) / (width - gutter) * (held.to - held.from);
        moved = moved || Math.abs(held.at - event.offsetX) > 3;
        if (moved) show(held.from + move, held.to + move);
      }
      hover(moved && held ? -1 : hit(event.offsetX, event.offsetY), event);
    });
    canvas.addEventListener('pointerleave', () => { byId('tip').hidden = true; });
    canvas.addEventListener('click', event => {
      const i = moved ? -1 : hit(event.offsetX, event.offsetY);
      if (i >= 0) choose(i, false);
    });
  }

  function hit(px, py) {
    const row = Math.floor((py - AXIS + scroller.scrollTop) / ROW);
    if (py < AXIS || px < gutter || row < 0 || row >= rows.length) return -1;
    const slack = 3 / (width - gutter) * (to - from), t = timeAt(px);
    let best = -1;
    for (const i of rows[row])
      if (isShown(i) && ops.call[i] - slack <= t && t <= shownEnd[i] + slack) best = best < 0 || bad.has(i) || !bad.has(best) ? i : best;
    return best;
  }

  function hover(i, event) {
    const tip = byId('tip');
    tip.hidden = i < 0;
    if (i < 0) return;
    tip.textContent = ops.client[i] + (data.keys[ops.key[i]] === null ? '' : ', key ' + plain(data.keys[ops.key[i]]))
      + '\n' + plain(ops.text[i]) + '\n' + (ops.end[i] < 0 ? 'called ' + time(ops.call[i]) + ', no return'
        : time(ops.call[i]) + ' to ' + time(ops.end[i])) + (ops.order[i] ? '\nposition ' + ops.order[i] : '');
    const box = tip.getBoundingClientRect();
    tip.style.left = Math.max(4, Math.min(event.clientX + 14, window.innerWidth - box.width - 8)) + 'px';
    tip.style.top = (event.clientY + 18 + box.height > window.innerHeight ? event.clientY - box.height - 8 : event.clientY + 18) + 'px';
  }

  renderText();
  readColours();
  layOut();
  listen();
  canvas.setAttribute('aria-label', 'Timeline of ' + counted(size, 'operation') + ' of ' + counted(lanes.length, 'client'));
  if (size > 0) {
    // Starts with no more operations than can be distinguished.
    show(first, size > 2000 ? ops.call[Math.min(size - 1, 300)] : last);
    draw();
    if (bad.size > 0) firstError();
  } else {
    byId('details').replaceChildren(element('p', 'The history contains no operations.'));
  }
  draw();
  document.body.dataset.ready = 'true';
})();
