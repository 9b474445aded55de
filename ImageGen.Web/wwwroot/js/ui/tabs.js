import { fill, h, setText } from '../lib/dom.js';

/**
 * Tabs for columns that stand side by side where there is room. The style sheet shows the tabs, and hides the columns that are not
 * chosen, only on narrow pages; here is just which one is chosen.
 */
export class Tabs {
  constructor(label) {
    this.element = h('div.tabs', { role: 'group', 'aria-label': label });
    this.buttons = [];
  }

  show(columns) {
    this.columns = columns;
    this.counts = columns.map(() => h('span.tab-count'));
    this.buttons = columns.map((column, i) => h('button', { type: 'button', 'aria-controls': column.id, onclick: () => this.choose(i) },
      column.name, this.counts[i]));
    fill(this.element, this.buttons);
    this.choose(0);
  }

  label(i, text) {
    setText(this.counts[i], text);
  }

  choose(chosen) {
    this.columns.forEach((column, i) => {
      this.buttons[i].setAttribute('aria-pressed', String(i === chosen));
      column.element.classList.toggle('chosen', i === chosen);
    });
  }
}
