import { listRuns } from '../api/api.js';
import { fill, h } from '../lib/dom.js';
import { count, moment, money } from '../lib/format.js';
import { FilmBar } from '../ui/film-bar.js';
import { icon } from '../ui/icons.js';
import { runStates, stateOf } from '../ui/states.js';

const every = 5000;
const page = 100;

/** One run in a list: a link to it. */
export function runItem(run) {
  const { sign, word } = stateOf(runStates, run.status);
  const bar = new FilmBar(`Progress of ${run.project}`);
  bar.show(run.completed, run.failed, run.total);
  return h('li', {},
    h('a.run-item', { href: `#/runs/${encodeURIComponent(run.id)}` },
      h('span.run-name', {}, run.project),
      h('span.run-when', {}, moment(run.createdAt)),
      h('span.pill', { data: { status: run.status } }, icon(sign), ' ', word),
      bar.element,
      h('span.run-figures', {},
        `${run.completed.toLocaleString()} of ${run.total.toLocaleString()}`,
        run.failed ? `, ${count(run.failed, 'error')}` : '',
        h('span.run-cost', {}, run.unconfirmedUsd > 0 ? `${money(run.costUsd)} + ${money(run.unconfirmedUsd)} unconfirmed` : money(run.costUsd)))));
}

/** Route `#/runs`: every run, the newest first. */
export class RunsView {
  title = 'Runs';

  constructor() {
    this.leave = new AbortController();
    this.shown = page;
    this.body = h('div', {}, h('p.hint', {}, 'Loading…'));
    this.element = h('div.runs', {},
      h('header.intro', {}, h('h1', { tabindex: '-1' }, 'Runs')), this.body);
    this.#load();
    this.timer = setInterval(() => { if (!document.hidden) this.#load(); }, every);
  }

  close() {
    this.leave.abort();
    clearInterval(this.timer);
  }

  async #load() {
    try {
      const runs = await listRuns(this.leave.signal);
      const state = JSON.stringify([this.shown, runs]);
      if (state === this.last) return;
      this.last = state;
      this.#show(runs);
    } catch (error) {
      if (error.name === 'AbortError') return;
      this.last = null;
      fill(this.body, h('div.problem', { role: 'alert' }, h('p', {}, error.message)));
    }
  }

  #show(runs) {
    const focused = this.body.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
    if (!runs.length) {
      fill(this.body, h('div.empty', {}, h('p', {}, 'No runs yet.'), h('a.button.primary', { href: '#/' }, 'Start one')));
      return;
    }
    fill(this.body,
      h('ul.run-list', {}, runs.slice(0, this.shown).map(runItem)),
      runs.length > this.shown && h('button.button', { type: 'button', onclick: () => { this.shown += page; this.#show(runs); } }, `Show more of ${runs.length}`));
    if (focused) this.body.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }
}
