import { h } from './dom.js';

/** Saves what a request with the key has brought, which a plain link cannot. */
export function save(blob, name) {
  const url = URL.createObjectURL(blob);
  h('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
