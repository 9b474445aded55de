const region = document.getElementById('announcements');
const quiet = 8000;
let last = 0;
let timer = 0;

/**
 * Says something in the polite live region. Progress waits until the last announcement is some seconds old, and only the newest of
 * what waits is said: a screen reader must not be talked over for an hour.
 */
export function announce(text, { now = false } = {}) {
  clearTimeout(timer);
  const wait = now ? 0 : Math.max(0, last + quiet - Date.now());
  timer = setTimeout(() => {
    last = Date.now();
    // What is behind a modal dialog is inert, live regions included: a dialog that stays open has its own.
    (document.querySelector('dialog[open] [data-announcements]') ?? region).textContent = text;
  }, wait);
}
