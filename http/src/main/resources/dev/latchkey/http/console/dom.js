// Builds elements. Text is always set as text: nothing that comes from the store is ever parsed as markup.

const SVG = 'http://www.w3.org/2000/svg';

// Every attribute that the console sets. Attributes that a browser would execute or load are not among them.
const ATTRIBUTES = new Set([
  'id', 'class', 'for', 'type', 'name', 'value', 'placeholder', 'rows', 'maxlength', 'scope', 'colspan', 'role', 'title',
  'tabindex', 'disabled', 'checked', 'readonly', 'required', 'autocomplete', 'autocapitalize', 'spellcheck', 'hidden', 'dir',
  'open', 'viewBox', 'points', 'x', 'y', 'width', 'height', 'x1', 'y1', 'x2', 'y2', 'd', 'preserveAspectRatio',
  'text-anchor', 'focusable', 'datetime', 'inputmode', 'download',
]);

// Why not href: a link to javascript: would run. Links of the console lead to its own views, and to values.
const LINK = /^(?:#[a-z]+$|\/v1\/kv\/\?key64=[\w-]+$)/;

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith('on') && typeof value === 'function') {
      element.addEventListener(name.slice(2), value);
    } else if (value === false || value === null || value === undefined) {
      continue;
    } else if (name === 'href' && LINK.test(value)) {
      element.setAttribute(name, value);
    } else if (ATTRIBUTES.has(name) || name.startsWith('aria-') || name.startsWith('data-')) {
      element.setAttribute(name, value === true ? '' : String(value));
    } else {
      throw new Error(`the console sets no attribute ${name}`);
    }
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child instanceof Node ? child : document.createTextNode(String(child)));
    }
  }
}

/** An element with attributes, listeners (onclick and so on) and children. */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An element of an SVG image. */
export function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Replaces the content of an element. */
export function show(element, ...children) {
  element.replaceChildren();
  append(element, children);
}

/** The element with an id. */
export const byId = (id) => document.getElementById(id);

/** Text from the store, isolated from the direction of the text around it. */
export const data = (text, attributes) => h('bdi', { class: 'data', dir: 'ltr', ...attributes }, text);

/** A message. The kind is info, good, warning or error. */
export const note = (kind, ...children) =>
  h('div', { class: `note ${kind}`, role: kind === 'error' || kind === 'warning' ? 'alert' : 'status' }, ...children);

/** A table with a caption for screen readers, headings, and rows that are lists of cells. */
export function table(caption, headings, rows) {
  return h('div', { class: 'scroll', role: 'region', 'aria-label': caption, tabindex: 0 },
    h('table', {},
      h('caption', { class: 'spoken' }, caption),
      h('thead', {}, h('tr', {}, headings.map((heading) => h('th', { scope: 'col' }, heading)))),
      h('tbody', {}, rows.map((cells) => h('tr', {}, cells.map((cell, at) => h('td', { 'data-label': headings[at] }, cell)))))));
}

/** A time from the API, in local time; a hyphen if it is unknown. */
export function time(text) {
  if (!text) {
    return '-';
  }
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) {
    return data(text);
  }
  const two = (number) => String(number).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return h('time', { datetime: at.toISOString(), title: at.toISOString() }, `${day} ${clock}`);
}

/** Asks a question in a dialog; resolves to whether it was confirmed. */
export function confirm(title, text, action) {
  return new Promise((resolve) => {
    const dialog = h('dialog', { 'aria-labelledby': 'dialog-title' },
      h('h2', { id: 'dialog-title' }, title),
      h('p', {}, text),
      h('div', { class: 'buttons' },
        h('button', { type: 'button', class: 'danger', id: 'dialog-confirm', onclick: () => close('yes') }, action),
        h('button', { type: 'button', id: 'dialog-cancel', onclick: () => close('') }, 'Cancel')));
    const close = (result) => dialog.close(result);
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
    byId('dialog-cancel').focus();
  });
}
