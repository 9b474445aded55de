import { fill, h, setHidden } from '../lib/dom.js';
import { count } from '../lib/format.js';
import { icon } from '../ui/icons.js';

const most = 100;

/** What is wrong with a storyboard, each with its place and remedy; choosing one goes to the place. */
export class FaultList {
  constructor(onSelect) {
    this.onSelect = onSelect;
    this.title = h('h2');
    this.list = h('ol.faults');
    this.more = h('p.hint');
    this.element = h('section.pane.fault-pane', { hidden: true, 'aria-labelledby': 'faults-title' }, this.title, this.list, this.more);
    this.title.id = 'faults-title';
  }

  show(faults) {
    setHidden(this.element, faults.length === 0);
    fill(this.title, icon('error'), ` ${count(faults.length, 'thing')} to fix`);
    fill(this.list, faults.slice(0, most).map((fault) => h('li', {},
      h('button.fault', { type: 'button', onclick: () => this.onSelect(fault) },
        h('code', {}, fault.path),
        h('span.fault-problem', {}, fault.problem),
        h('span.fault-remedy', {}, fault.remedy)))));
    fill(this.more, faults.length > most ? `And ${faults.length - most} more, shown when these are mended.` : '');
  }
}
