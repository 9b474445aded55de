import { hostNow } from '../api/http.js';
import { h, setHidden, setText } from '../lib/dom.js';
import { countdown, moment } from '../lib/format.js';
import { icon } from '../ui/icons.js';

/** What each style waits for, and until when: a run that stands still always says why. */
export class Waits {
  constructor() {
    this.element = h('ul.waits', { hidden: true, 'aria-label': 'What the run waits for' });
    this.items = new Map();
  }

  show(model) {
    const waiting = model.header.status === 'paused' || model.isEnded ? [] : model.styles.filter((style) => style.isWaiting);
    setHidden(this.element, waiting.length === 0);
    for (const [name, item] of this.items) {
      if (!waiting.some((style) => style.name === name)) {
        item.element.remove();
        this.items.delete(name);
      }
    }
    for (const style of waiting) {
      if (!this.items.has(style.name)) this.#add(style.name);
      const { reason, time } = this.items.get(style.name);
      setText(reason, `${sentence(style.waitingFor)} `);
      const left = style.waitingUntil ? Date.parse(style.waitingUntil) - hostNow() : null;
      setText(time, left === null ? '' : left <= 0 ? 'Goes on now.' : `Goes on in ${countdown(left)}, at ${moment(style.waitingUntil)}.`);
    }
  }

  #add(name) {
    const reason = h('span');
    const time = h('b');
    const element = h('li', {}, icon('waiting'), h('span', {}, h('b.wait-style', {}, name), ' waits: ', reason, time));
    this.items.set(name, { element, reason, time });
    this.element.append(element);
  }
}

const sentence = (text) => (/[.!?]$/.test(text) ? text : `${text}.`);
