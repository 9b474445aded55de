import { setText } from './dom.js';

const key = 'imagegen.theme';
const system = matchMedia('(prefers-color-scheme: dark)');

const current = () => document.documentElement.dataset.theme ?? (system.matches ? 'dark' : 'light');

/** Makes a button switch between light and dark and remember it; choosing what the system has follows the system again. */
export function bindThemeButton(button) {
  const label = button.querySelector('[data-label]');
  const show = () => setText(label, current() === 'dark' ? 'Light theme' : 'Dark theme');
  button.addEventListener('click', () => {
    const next = current() === 'dark' ? 'light' : 'dark';
    const follows = (next === 'dark') === system.matches;
    if (follows) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    try {
      if (follows) localStorage.removeItem(key);
      else localStorage.setItem(key, next);
    } catch {
      // Storage is blocked: the choice lasts as long as the page.
    }
    show();
  });
  system.addEventListener('change', show);
  show();
}
