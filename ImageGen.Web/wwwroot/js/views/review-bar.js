import { fill, h, setHidden, setText } from '../lib/dom.js';
import { count } from '../lib/format.js';
import { filters, toRegenerate } from '../model/review.js';

/** Above the frames of a run: which of them are shown, and everything not approved at once. */
export class ReviewBar {
  /** @param {{onFilter: (name: string) => void, onRegenerate: () => Promise<void>}} on */
  constructor({ onFilter, onRegenerate }) {
    this.chosen = 'all';
    this.figures = {};
    this.buttons = Object.fromEntries(Object.entries(filters).map(([name, { label }]) => {
      this.figures[name] = h('span.filter-count');
      const button = h('button.filter', { type: 'button', 'aria-pressed': String(name === 'all'), onclick: () => this.choose(name, onFilter) },
        `${label} `, this.figures[name]);
      return [name, button];
    }));
    this.regenerate = h('button.button.small', { type: 'button', onclick: () => this.#ask(onRegenerate) }, 'Regenerate everything not approved');
    this.element = h('div.review-bar', { hidden: true },
      h('div.filters', { role: 'group', 'aria-label': 'Beats to show' }, Object.values(this.buttons)), this.regenerate);
  }

  show(model) {
    setHidden(this.element, model.completed === 0 && this.chosen === 'all');
    for (const [name, filter] of Object.entries(filters)) {
      const n = filter.count(model);
      setText(this.figures[name], n.toLocaleString());
      // What nothing is in is not offered; what is chosen stays, so that it can be left.
      setHidden(this.buttons[name], n === 0 && name !== 'all' && name !== this.chosen);
    }
    const isOffered = model.count('approved') + model.count('noted') > 0 && toRegenerate(model).length > 0;
    setHidden(this.regenerate, !isOffered && document.activeElement !== this.regenerate);
  }

  choose(name, onFilter) {
    this.chosen = name;
    for (const [each, button] of Object.entries(this.buttons)) button.setAttribute('aria-pressed', String(each === name));
    onFilter(name);
  }

  async #ask(work) {
    if (this.isBusy) return;
    this.isBusy = true;
    fill(this.regenerate, 'Looking what it costs…');
    try {
      await work();
    } finally {
      this.isBusy = false;
      fill(this.regenerate, 'Regenerate everything not approved');
    }
  }
}

/** What a filter leaves, in words. */
export const filterWords = (name, n) => (name === 'all' ? `All ${count(n, 'beat')}` : `${filters[name].label}: ${count(n, 'beat')}`);
