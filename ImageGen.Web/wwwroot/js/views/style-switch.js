import { fill, h, setHidden } from '../lib/dom.js';

/** The styles of a run that have a beat, to look at it in another one. */
export class StyleSwitch {
  /** @param {(style: string, index: number) => void} onGo */
  constructor(onGo) {
    this.onGo = onGo;
    this.element = h('div.segmented', { role: 'group', 'aria-label': 'Style' });
  }

  show(model, style, beat) {
    const state = `${style}/${beat.beat_number}/${model.styles.length}`;
    if (this.state === state) return;
    this.state = state;
    const having = model.styles.filter((s) => s.indexOf(beat.beat_number) >= 0);
    setHidden(this.element, having.length < 2);
    const hadFocus = this.element.contains(document.activeElement);
    fill(this.element, having.map((s) => h('button', {
      type: 'button', 'aria-pressed': String(s.name === style), onclick: () => this.onGo(s.name, s.indexOf(beat.beat_number)),
    }, s.name)));
    if (hadFocus) this.element.querySelector('[aria-pressed=true]')?.focus();
  }
}
