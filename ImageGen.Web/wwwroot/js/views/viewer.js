import { getBeat } from '../api/api.js';
import { announce } from '../lib/announce.js';
import { fill, h, setHidden, setText } from '../lib/dom.js';
import { isApproved } from '../model/review.js';
import { confirmApproved } from '../ui/approved-dialog.js';
import { icon } from '../ui/icons.js';
import { beatStates, stateOf } from '../ui/states.js';
import { beatCalls, beatFacts } from './beat-facts.js';
import { EditPanel } from './edit-panel.js';
import { ReviewPanel } from './review-panel.js';
import { StyleSwitch } from './style-switch.js';
import { versionLabel } from './versions.js';
import { ViewerImages } from './viewer-images.js';

// What tells whether the images of a beat are others than before.
const imagesOf = (beat) => `${beat.imageUri}|${beat.state}|${beat.changed}|${beat.candidates?.map((c) => `${c.n}${c.chosen}`)}`;

/** The large view of one beat: image, prompt, facts, versions, and what can be asked of it. Arrow keys go through the run. */
export class Viewer {
  /** @param {{onAct: (action: string, beat: object, more: object) => Promise<void>,
   *   onChoose: (style: string, beat: string, candidate: number) => Promise<void>,
   *   onReview: (style: string, beat: string, review: object) => Promise<void>,
   *   onRestore: (style: string, beat: string, version: string) => Promise<void>, onClosed: (style: string, index: number) => void}} on */
  constructor(runId, on) {
    this.runId = runId;
    this.on = on;
    const button = (label, work, kind = '') => h(`button.button${kind}`, { type: 'button', onclick: work }, label);
    // Where a screen reader begins; the browser would begin at the first button.
    this.title = h('h2', { id: 'viewer-title', tabindex: '-1', autofocus: true });
    this.state = h('span.state-line');
    this.changed = h('p.note', { hidden: true },
      'Its image was generated from an image of an earlier beat that has been replaced since. Regenerate it to follow the present one.');
    this.review = new ReviewPanel((review) => this.#review(review));
    this.styles = new StyleSwitch((style, index) => this.#go(style, index));
    this.error = h('p.problem');
    this.phrase = h('blockquote');
    this.prompt = h('p.prompt');
    this.facts = h('dl.facts');
    this.callList = h('ol.calls');
    this.calls = h('section', {}, h('h3', {}, 'Calls'), this.callList);
    this.failure = h('p.problem', { role: 'alert', hidden: true });
    this.edit = new EditPanel(runId, (style, beats) => beats.filter((beat) => isApproved(this.model.beat(style, beat))));
    this.actions = {
      retry: button('Retry', () => this.#act('retry'), '.primary'),
      first: button('Generate first', () => this.#act('first')),
      skip: button('Skip', () => this.#act('skip')),
      regenerate: button('Regenerate', () => this.#act('regenerate')),
    };
    this.previous = button(icon('previous'), () => this.#step(-1), '.round');
    this.previous.setAttribute('aria-label', 'Previous beat');
    this.next = button(icon('next'), () => this.#step(1), '.round');
    this.next.setAttribute('aria-label', 'Next beat');
    const shut = button(icon('close'), () => this.element.close(), '.round.quiet');
    shut.setAttribute('aria-label', 'Close');
    this.images = new ViewerImages(runId, {
      onChange: () => this.#show(this.beat),
      onChoose: (n) => this.#change((style, beat) => on.onChoose(style, beat, n), () => `Candidate ${n} is chosen`),
      onRestore: (version) => this.#change(
        (style, beat) => on.onRestore(style, beat, version.version), (name) => `${name}: the version of ${versionLabel(version)} is restored`),
    }, this.previous, this.next);
    this.element = h('dialog.viewer', { 'aria-labelledby': 'viewer-title' },
      h('p.visually-hidden', { role: 'status', data: { announcements: '' } }),
      this.images.stage.element,
      h('div.viewer-side', {},
        h('div.viewer-head', {}, h('div', {}, this.title, this.state), shut),
        this.styles.element, this.review.element, this.failure, this.images.element, this.changed, this.error, this.phrase,
        h('section', {}, h('h3', {}, 'Prompt'), this.prompt), this.edit.element, this.facts, this.calls,
        h('div.button-row', {}, Object.values(this.actions))));
    this.element.addEventListener('keydown', (e) => this.#onKey(e));
    this.element.addEventListener('click', (e) => { if (e.target === this.element) this.element.close(); });
    this.element.addEventListener('close', () => {
      this.loading?.abort();
      on.onClosed(this.style, this.index);
    });
  }

  open(model, style, index) {
    this.model = model;
    if (!this.element.open) this.element.showModal();
    this.#go(style, index);
  }

  /** The run has moved on. */
  update(model) {
    this.model = model;
    const beat = model.style(this.style)?.beats[this.index];
    if (!this.element.open || !beat || beat === this.beat) return;
    const isNewImage = imagesOf(beat) !== imagesOf(this.beat);
    this.#show(beat);
    if (isNewImage) this.#load();
  }

  #go(style, index) {
    this.style = style;
    this.index = index;
    this.detail = null;
    this.images.shown = null;
    setHidden(this.failure, true);
    this.#show(this.model.style(style).beats[index]);
    this.#load();
    const { word } = stateOf(beatStates, this.beat.state);
    announce(`Beat ${this.beat.beat_number}, ${style}, ${word}`, { now: true });
  }

  #step(by) {
    const to = this.#next(by);
    if (to !== null) this.#go(this.style, to);
  }

  /** The next beat that the run view shows, in a direction; null: there is none. */
  #next(by) {
    const { beats } = this.model.style(this.style);
    for (let i = this.index + by; i >= 0 && i < beats.length; i += by) if (!this.has || this.has(beats[i])) return i;
    return null;
  }

  async #load() {
    this.loading?.abort();
    this.loading = new AbortController();
    const { signal } = this.loading;
    try {
      const detail = await getBeat(this.runId, this.style, this.beat.beat_number, signal);
      if (signal.aborted) return;
      this.detail = detail;
      this.#show(this.beat);
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  #show(beat) {
    this.beat = beat;
    const { detail } = this;
    const { sign, word } = stateOf(beatStates, beat.state);
    setText(this.title, `Beat ${beat.beat_number}`);
    fill(this.state, `Shot ${beat.shot_number} · ${this.style} · `, h('span.state', { data: { state: beat.state } }, icon(sign), ' ', word));
    this.styles.show(this.model, this.style, beat);
    this.images.show(this.style, beat, detail);
    this.review.show(`${this.style}/${beat.beat_number}`, beat, this.#whyNotApprove(beat));
    setHidden(this.changed, !beat.changed);
    const error = beat.error ?? detail?.error;
    setHidden(this.error, !error);
    setText(this.error, error?.reason ?? '');
    setHidden(this.phrase, !detail?.script_phrase);
    setText(this.phrase, detail?.script_phrase ?? '');
    setText(this.prompt, detail ? detail.ai_prompt ?? '' : '…');
    this.edit.show(this.style, beat, detail, this.model.isEnded, Boolean(beat.imageUri));
    fill(this.facts, beatFacts(beat, detail));
    fill(this.callList, beatCalls(detail));
    setHidden(this.calls, !this.callList.childElementCount);
    const { actions } = this;
    setHidden(actions.retry, beat.state !== 'error');
    setHidden(actions.regenerate, beat.state !== 'complete' && beat.state !== 'exists');
    setHidden(actions.first, beat.state !== 'pending' || this.model.isEnded);
    setHidden(actions.skip, beat.state !== 'pending' || this.model.isEnded);
    this.previous.disabled = this.#next(-1) === null;
    this.next.disabled = this.#next(1) === null;
  }

  #whyNotApprove(beat) {
    if (!beat.imageUri || beat.state === 'generating') return beat.state === 'generating' ? 'Being generated: nothing to approve yet.' : 'No image to approve yet.';
    if (!this.images.shown) return '';
    return isApproved(beat) ? 'The present image is approved. To approve this one, choose or restore it.' : 'This is not the image of the beat: choose or restore it to approve it.';
  }

  #review({ approved, note }) {
    const { beat } = this;
    const before = isApproved(beat);
    const etag = approved ? new URLSearchParams(beat.imageUri.split('?')[1]).get('v') : null;
    const words = approved === before ? (note ? 'note saved' : 'note removed') : approved ? 'approved' : 'approval taken back';
    return this.#change((style, number) => this.on.onReview(style, number, { approved, note, etag }), (name) => `${name} ${words}`, this.images.shown);
  }

  /** Changes something of the beat that is shown, and says so; false when it was refused. */
  async #change(work, words, shown = null) {
    const { style, beat: before } = this;
    const number = before.beat_number;
    setHidden(this.failure, true);
    try {
      await work(style, number);
    } catch (error) {
      this.#fail(error);
      return false;
    }
    announce(words(`Beat ${number} ${style}`), { now: true });
    if (this.beat.beat_number !== number || this.style !== style) return true;
    this.images.shown = shown;
    this.#show(this.model.beat(style, number));
    if (imagesOf(this.beat) !== imagesOf(before)) this.#load();
    if (this.element.open && !this.element.contains(document.activeElement)) this.title.focus();
    return true;
  }

  async #act(action) {
    const { style, beat } = this;
    setHidden(this.failure, true);
    const isConfirmed = action === 'regenerate' && isApproved(beat);
    if (isConfirmed && !await confirmApproved([`beat ${beat.beat_number} (${style})`])) return;
    try {
      await this.on.onAct(action, { style, beat_number: beat.beat_number }, isConfirmed ? { includeApproved: true } : {});
      // The button that was pressed may be gone with the state that it was for.
      if (this.element.open && !this.element.contains(document.activeElement)) this.next.focus();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error) {
    setHidden(this.failure, false);
    setText(this.failure, error.message);
  }

  #onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (this.images.candidates.onKey(event.key)) {
      event.preventDefault();
      return;
    }
    if (event.key.toLowerCase() === 'a' && !event.repeat) {
      event.preventDefault();
      this.review.toggle();
      return;
    }
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.#step(step);
  }
}
