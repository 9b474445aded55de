import { hostNow } from '../api/http.js';
import { h, setHidden, setText } from '../lib/dom.js';
import { countdown, moment } from '../lib/format.js';
import { icon } from '../ui/icons.js';

/** What each style waits for, and until when: a run that stands still always says why, and what holds for several styles once. */
export class Waits {
  constructor() {
    this.element = h('ul.waits', { hidden: true, 'aria-label': 'What the run waits for' });
    this.items = new Map();
  }

  show(model) {
    const waiting = model.header.status === 'paused' || model.isEnded ? [] : model.styles.filter((style) => style.isWaiting);
    const waits = new Map();
    for (const style of waiting) waits.set(style.waitingFor, [...(waits.get(style.waitingFor) ?? []), style]);
    setHidden(this.element, waits.size === 0);
    for (const [reason, item] of this.items) {
      if (!waits.has(reason)) {
        item.element.remove();
        this.items.delete(reason);
      }
    }
    for (const [reason, styles] of waits) {
      if (!this.items.has(reason)) this.#add(reason);
      const { names, verb, time } = this.items.get(reason);
      setText(names, styles.map((style) => style.name).join(', '));
      setText(verb, styles.length === 1 ? ' waits: ' : ' wait: ');
      const until = styles[0].waitingUntil;
      const left = until ? Date.parse(until) - hostNow() : null;
      setText(time, left === null ? '' : left <= 0 ? 'Next call now.' : `Next call in ${countdown(left)}, at ${moment(until)}.`);
    }
  }

  #add(reason) {
    const names = h('b.wait-style');
    const verb = h('span');
    const time = h('b');
    const element = h('li', {}, icon('waiting'), h('span', {}, names, verb, `${sentence(reason)} `, time));
    this.items.set(reason, { element, names, verb, time });
    this.element.append(element);
  }
}

const sentence = (text) => (/[.!?]$/.test(text) ? text : `${text}.`);
