import { h, setHidden, setText, spoken } from '../lib/dom.js';
import { icon } from '../ui/icons.js';
import { images, thumbnailOf } from '../ui/images.js';

/** The images of a beat to choose from, side by side: a click on one shows it large, its button or its number's key chooses it. */
export class Candidates {
  /** @param {{onShow: (candidate: object) => void, onChoose: (n: number) => void}} on */
  constructor(on) {
    this.on = on;
    this.list = h('div.candidate-list', { role: 'group', 'aria-labelledby': 'candidates-title' });
    this.hint = h('p.hint');
    this.element = h('section', { hidden: true }, h('h3', { id: 'candidates-title' }, 'Candidates'), this.list, this.hint);
  }

  /** @param {number|null} shown the candidate that is shown large though it is not the chosen one */
  show(beat, candidates, shown) {
    this.beat = beat;
    this.candidates = candidates;
    setHidden(this.element, candidates.length < 2);
    const state = JSON.stringify([beat.beat_number, beat.state, shown, candidates.map((c) => [c.n, c.uri, c.chosen])]);
    if (this.element.hidden || state === this.state) return;
    this.state = state;
    this.list.dataset.count = candidates.length;
    setText(this.hint, `Keys ${candidates[0].n} to ${candidates.at(-1).n} choose.`);
    const focused = document.activeElement?.dataset?.candidate;
    this.list.replaceChildren(...candidates.map((candidate) => this.#item(candidate, shown === null ? candidate.chosen : shown === candidate.n)));
    if (focused) this.list.querySelector(`[data-candidate="${focused}"]`)?.focus();
  }

  /** True when the key chooses a candidate. */
  onKey(key) {
    const candidate = this.element.hidden ? null : this.candidates.find((c) => String(c.n) === key);
    if (!candidate) return false;
    if (!candidate.chosen) this.on.onChoose(candidate.n);
    return true;
  }

  #item(candidate, isShown) {
    const img = h('img', { alt: '', loading: 'lazy' });
    queueMicrotask(() => images.show(img, thumbnailOf(candidate.uri)));
    const see = h('button.candidate-image', {
      type: 'button', 'aria-pressed': String(isShown), data: { candidate: `see-${candidate.n}` }, onclick: () => this.on.onShow(candidate),
    }, img, spoken(`Show candidate ${candidate.n}`));
    const choose = h('button.button.small', {
      type: 'button', 'aria-pressed': String(candidate.chosen), data: { candidate: `choose-${candidate.n}` },
      onclick: () => { if (!candidate.chosen) this.on.onChoose(candidate.n); },
    }, candidate.chosen ? [icon('complete'), ` ${candidate.n} chosen`] : `Choose ${candidate.n}`);
    return h('div.candidate', { data: { chosen: String(candidate.chosen) } }, see, choose);
  }
}
