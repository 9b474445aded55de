import { ask } from '../ui/dialogs.js';
import { h } from '../lib/dom.js';

const name = 'imagegen.key';
let memory = null;
let asking = null;

/** The API key of this tab's session; null when the host has not asked for one. */
export function apiKey() {
  try {
    return sessionStorage.getItem(name) ?? memory;
  } catch {
    return memory;
  }
}

function remember(key) {
  memory = key;
  try {
    sessionStorage.setItem(name, key);
  } catch {
    // Storage is blocked: the key lasts as long as the page.
  }
}

/** Asks for the key, once for however many requests were refused. True when one was given. */
export function askForKey(refused) {
  if (apiKey() !== refused) return Promise.resolve(true);
  asking ??= show(refused !== null).finally(() => { asking = null; });
  return asking;
}

async function show(wrong) {
  const input = h('input', { type: 'password', id: 'api-key', autocomplete: 'off', spellcheck: 'false', required: true });
  const answer = await ask({
    title: 'This host needs a key',
    body: [
      h('p', {}, wrong
        ? 'The host did not accept that key. Check it and try again.'
        : 'Enter the API key of this host (on Azure: the function key). It stays in this tab and is gone when you close it.'),
      h('label.field', { for: 'api-key' }, 'API key', input),
    ],
    buttons: [{ value: 'ok', label: 'Continue', kind: 'primary' }, { value: null, label: 'Not now' }],
    focus: input,
  });
  if (answer !== 'ok' || !input.value.trim()) return false;
  remember(input.value.trim());
  return true;
}
