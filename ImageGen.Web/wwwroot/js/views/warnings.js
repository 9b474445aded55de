import { fill, h, setHidden } from '../lib/dom.js';
import { icon } from '../ui/icons.js';

/** What a person should know of a run though nothing is wrong with it: a deprecated model, missing style references. */
export class Warnings {
  constructor() {
    this.element = h('ul.waits', { hidden: true, 'aria-label': 'Worth knowing' });
    this.shown = '';
  }

  show(model) {
    const warnings = model.header.warnings ?? [];
    if (warnings.join('\n') === this.shown) return;
    this.shown = warnings.join('\n');
    setHidden(this.element, warnings.length === 0);
    fill(this.element, warnings.map((text) => h('li', {}, icon('warning'), h('span', {}, text))));
  }
}
