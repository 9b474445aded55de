import { eventsPath } from './api.js';
import { request } from './http.js';
import { readEvents } from './sse.js';

const silence = 45_000; // Three heartbeats missed: the connection is dead even if nobody says so.
const longest = 20_000;

/**
 * Follows a run's events until it completes or `signal` aborts, across cut connections, restarts of the host and planned closes.
 * Each event is handed on once and in order.
 * @param {string} id the run
 * @param {number} after the position behind which to begin
 * @param {{onEvent: (event: object, position: number|null) => void, onState: (state: 'live'|'reconnecting'|'offline'|'ended') => void,
 *   signal: AbortSignal}} options
 * @throws {ApiError} when the host answers that there is no such run or refuses the key
 */
export async function followRun(id, after, { onEvent, onState, signal }) {
  let position = after;
  let failures = 0;
  while (!signal.aborted) {
    const begun = Date.now();
    let got = 0;
    try {
      const floor = position;
      for await (const message of connect(id, position, signal, () => { onState('live'); })) {
        const at = message.id === null ? null : Number(message.id);
        const event = JSON.parse(message.data);
        // The end may be told at a position that is known already.
        if (at !== null && at <= floor && event.type !== 'complete') continue;
        got++;
        failures = 0;
        if (at !== null && at > position) position = at;
        onEvent(event, at);
        if (event.type === 'complete') {
          onState('ended');
          return;
        }
      }
      // Closed by plan after a while, or by a host that goes down right after accepting.
      if (!got && Date.now() - begun < 5000) failures++;
    } catch (error) {
      if (signal.aborted) return;
      if (error.status >= 400 && error.status < 500 && error.status !== 408 && error.status !== 429) throw error;
      failures++;
    }
    if (failures) onState(navigator.onLine === false || failures > 3 ? 'offline' : 'reconnecting');
    await pause(failures, signal);
  }
}

async function* connect(id, after, signal, onOpen) {
  const controller = new AbortController();
  const abort = () => controller.abort();
  signal.addEventListener('abort', abort);
  let watchdog = setTimeout(abort, silence);
  try {
    const headers = { Accept: 'text/event-stream', 'Last-Event-ID': String(after) };
    const response = await request(eventsPath(id, after), { headers, signal: controller.signal, cache: 'no-store' });
    onOpen();
    for await (const message of readEvents(response.body)) {
      clearTimeout(watchdog);
      watchdog = setTimeout(abort, silence);
      if (!message.comment) yield message;
    }
  } finally {
    clearTimeout(watchdog);
    signal.removeEventListener('abort', abort);
    abort();
  }
}

// Jitter keeps many pages from coming back to a restarted host in step; an `online` event ends the wait.
function pause(failures, signal) {
  const full = failures ? Math.min(longest, 500 * 2 ** (failures - 1)) : 200;
  const delay = full * (0.5 + Math.random() / 2);
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('online', end);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, delay);
    addEventListener('online', end);
    signal.addEventListener('abort', end);
  });
}
