import { fill, h, setHidden } from '../lib/dom.js';
import { icon } from '../ui/icons.js';

/** What is wrong with single keys and projects: the style continues with its others, only slower, and this says why. */
export class KeyFaults {
  constructor() {
    this.element = h('ul.waits', { hidden: true, 'aria-label': 'Keys that are not used' });
    this.shown = [];
  }

  show(model) {
    const faults = model.styles.flatMap((style) => [style.keyFaults, style.learnedLimits]);
    if (faults.every((list, i) => list === this.shown[i])) return;
    this.shown = faults;
    const lines = model.styles.flatMap((style) => [...style.keyFaults, ...style.learnedLimits].map((text) => [style.name, text]));
    setHidden(this.element, lines.length === 0);
    fill(this.element, lines.map(([name, text]) =>
      h('li', {}, icon('warning'), h('span', {}, h('b.wait-style', {}, name), ': ', text))));
  }
}
