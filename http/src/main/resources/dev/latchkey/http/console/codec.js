// Bytes as text, JSON, hexadecimal digits and base64url.

const STRICT = () => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The bytes of a text in UTF-8. */
export const encode = (text) => new TextEncoder().encode(text);

/** The text, or null if the bytes are not valid UTF-8. */
export function decode(bytes) {
  try {
    return STRICT().decode(bytes);
  } catch {
    return null;
  }
}

/** Whether two byte arrays have the same content. */
export const same = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);

/** Base64url without padding. */
export function toBase64url(bytes) {
  let binary = '';
  for (const byte of bytes) {
    binary += String.fromCharCode(byte);
  }
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The bytes of base64url. */
export function fromBase64url(text) {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** The bytes of a member of a JSON object, which is a string, or base64url in the member with the suffix 64; null without either. */
export function bytesOf(object, name) {
  if (typeof object[name] === 'string') {
    return encode(object[name]);
  }
  return typeof object[`${name}64`] === 'string' ? fromBase64url(object[`${name}64`]) : null;
}

// Characters that are invisible, or change the order of those around them: control and format characters, and line separators.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu;

const escaped = (character) => `\\u{${character.codePointAt(0).toString(16)}}`;

/** Text in which every character can be seen: others, and backslashes, are escaped. */
export const visible = (text) => text.replaceAll('\\', '\\\\').replace(INVISIBLE, escaped);

const hex = (byte) => byte.toString(16).padStart(2, '0');

/** Bytes on one line: as visible text, or with an escape for each byte outside of ASCII if they are not valid UTF-8. */
export function line(bytes) {
  const text = decode(bytes);
  if (text !== null) {
    return visible(text);
  }
  return Array.from(bytes, (byte) =>
    (byte >= 0x20 && byte < 0x7f ? (byte === 0x5c ? '\\\\' : String.fromCharCode(byte)) : `\\x${hex(byte)}`)).join('');
}

/** The bytes of a line with escapes as above. Throws an error if an escape is unknown. */
export function fromLine(text) {
  const parts = [];
  for (const [part, escape] of text.matchAll(/(\\(?:\\|x[0-9a-fA-F]{2}|u\{[0-9a-fA-F]{1,6}\})?)|[^\\]+/gu)) {
    parts.push(escape === undefined ? encode(part) : unescaped(escape));
  }
  return Uint8Array.from(parts.flatMap((part) => Array.from(part)));
}

function unescaped(escape) {
  const code = Number.parseInt(escape.replaceAll(/[^0-9a-fA-F]/g, ''), 16);
  if (escape === '\\\\') {
    return encode('\\');
  }
  if (escape[1] === 'x') {
    return Uint8Array.of(code);
  }
  if (escape[1] === 'u' && code <= 0x10ffff) {
    return encode(String.fromCodePoint(code));
  }
  throw new Error('Write \\\\ for a backslash, \\xff for a byte, and \\u{202e} for a character.');
}

const BYTES_PER_LINE = 16;

/** Hexadecimal digits, 16 bytes a line. */
export function toHex(bytes) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += BYTES_PER_LINE) {
    lines.push(Array.from(bytes.subarray(at, at + BYTES_PER_LINE), hex).join(' '));
  }
  return lines.join('\n');
}

/** The bytes of hexadecimal digits, between which white space is allowed. Throws an error if there is anything else. */
export function fromHex(text) {
  const digits = text.replaceAll(/\s+/g, '');
  if (digits.length % 2 !== 0 || /[^0-9a-fA-F]/.test(digits)) {
    throw new Error('Hexadecimal values consist of pairs of the digits 0-9 and a-f.');
  }
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Whether a text is a JSON document. */
export function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Indents a JSON document. Only white space between tokens changes: numbers, escapes, and the order of members stay as they are, which
 * would not be so after JSON.parse.
 */
export function indent(json) {
  let result = '';
  let depth = 0;
  const lineBreak = () => `\n${'  '.repeat(depth)}`;
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === '"') {
      const end = endOfString(json, at);
      result += json.slice(at, end);
      at = end - 1;
    } else if (/\s/.test(character)) {
      continue;
    } else if (character === '{' || character === '[') {
      const close = nextToken(json, at + 1);
      if (json[close] === '}' || json[close] === ']') {
        result += character + json[close];
        at = close;
      } else {
        depth++;
        result += character + lineBreak();
      }
    } else if (character === '}' || character === ']') {
      depth--;
      result += lineBreak() + character;
    } else if (character === ',') {
      result += character + lineBreak();
    } else {
      result += character === ':' ? ': ' : character;
    }
  }
  return result;
}

function endOfString(json, open) {
  let at = open + 1;
  while (at < json.length && json[at] !== '"') {
    at += json[at] === '\\' ? 2 : 1;
  }
  return at + 1;
}

function nextToken(json, from) {
  let at = from;
  while (/\s/.test(json[at] ?? '')) {
    at++;
  }
  return at;
}

/** A number of bytes for people. */
export function size(bytes) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let amount = bytes;
  let unit = 0;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit++;
  }
  return `${unit === 0 ? amount : amount.toFixed(1)}\u00a0${units[unit]}`;
}
