import { h } from './lib/dom.js';
import { bindThemeButton } from './lib/theme.js';
import { icon } from './ui/icons.js';
import { RunView } from './views/run-view.js';
import { RunsView } from './views/runs-view.js';
import { StartView } from './views/start-view.js';
import { StoryboardView } from './views/storyboard-view.js';

const main = document.getElementById('main');
let view = null;

const setTitle = (text) => { document.title = `${text} · ImageGen`; };

function viewFor(path) {
  const run = /^\/runs\/([^/]+)(?:\/([^/]+)\/([^/]+))?$/.exec(path);
  if (run) return new RunView(decodeURIComponent(run[1]), setTitle, run[2] && { style: run[2], beat: decodeURIComponent(run[3]) });
  if (path === '/storyboard') return new StoryboardView();
  if (path === '/runs') return new RunsView();
  if (path === '/') return new StartView();
  return { title: 'Not found', element: h('div.intro', {}, h('h1', { tabindex: '-1' }, 'There is no such page'), h('a', { href: '#/' }, 'Start a run')), close() {} };
}

function route(isFirst) {
  const path = location.hash.replace(/^#/, '') || '/';
  view?.close();
  view = viewFor(path);
  setTitle(view.title);
  main.replaceChildren(view.element);
  scrollTo(0, 0);
  for (const link of document.querySelectorAll('nav a')) {
    if (link.hash === `#${path}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  // A new view is a new page: a screen reader hears its heading.
  if (!isFirst) main.querySelector('h1')?.focus({ preventScroll: true });
}

const theme = document.getElementById('theme');
theme.prepend(icon('theme'), ' ');
bindThemeButton(theme);
document.getElementById('skip').addEventListener('click', (e) => {
  e.preventDefault();
  main.focus();
});
addEventListener('hashchange', () => route(false));
route(true);
