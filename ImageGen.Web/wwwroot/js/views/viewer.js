import { getBeat } from '../api/api.js';
import { announce } from '../lib/announce.js';
import { fill, h, setHidden, setText } from '../lib/dom.js';
import { icon } from '../ui/icons.js';
import { images, thumbnailOf } from '../ui/images.js';
import { beatStates, stateOf } from '../ui/states.js';
import { beatCalls, beatFacts, versionLabel } from './beat-facts.js';
import { Candidates } from './candidates.js';
import { EditPanel } from './edit-panel.js';

// What tells whether the images of a beat are others than before.
const imagesOf = (beat) => `${beat.imageUri}|${beat.state}|${beat.changed}|${beat.candidates?.map((c) => `${c.n}${c.chosen}`)}`;

/** The large view of one beat: image, prompt, facts, versions, and what can be asked of it. Arrow keys go through the run. */
export class Viewer {
  /** @param {{onAct: (action: string, beat: object) => Promise<void>,
   *   onChoose: (style: string, beat: string, candidate: number) => Promise<void>, onClosed: (style: string, index: number) => void}} on */
  constructor(runId, on) {
    this.runId = runId;
    this.on = on;
    const button = (label, work, kind = '') => h(`button.button${kind}`, { type: 'button', onclick: work }, label);
    // Where a screen reader begins; the browser would begin at the first button.
    this.title = h('h2', { id: 'viewer-title', tabindex: '-1', autofocus: true });
    this.state = h('span.state-line');
    this.blur = h('img.viewer-blur', { alt: '' });
    this.img = h('img.viewer-image', { alt: '' });
    this.img.addEventListener('load', () => setHidden(this.blur, true));
    this.empty = h('p.viewer-empty');
    this.candidates = new Candidates({ onShow: (candidate) => this.#showCandidate(candidate), onChoose: (n) => this.#choose(n) });
    this.changed = h('p.note', { hidden: true },
      'Its image was generated from a candidate of an earlier beat that is not the chosen one any more. Regenerate it to follow the chosen one.');
    this.versions = h('div.versions', { role: 'group', 'aria-label': 'Versions' });
    this.styles = h('div.segmented', { role: 'group', 'aria-label': 'Style' });
    this.error = h('p.problem');
    this.phrase = h('blockquote');
    this.prompt = h('p.prompt');
    this.facts = h('dl.facts');
    this.callList = h('ol.calls');
    this.calls = h('section', {}, h('h3', {}, 'Calls'), this.callList);
    this.failure = h('p.problem', { role: 'alert', hidden: true });
    this.edit = new EditPanel(runId);
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
    this.element = h('dialog.viewer', { 'aria-labelledby': 'viewer-title' },
      h('div.viewer-stage', {}, this.blur, this.img, this.empty, this.previous, this.next),
      h('div.viewer-side', {},
        h('div.viewer-head', {}, h('div', {}, this.title, this.state), shut),
        this.styles, this.candidates.element, this.changed, this.error, this.phrase,
        h('section', {}, h('h3', {}, 'Prompt'), this.prompt), this.edit.element, this.versions, this.facts, this.calls, this.failure,
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
    this.version = null;
    setHidden(this.failure, true);
    this.#show(this.model.style(style).beats[index]);
    this.#load();
    const { word } = stateOf(beatStates, this.beat.state);
    announce(`Beat ${this.beat.beat_number}, ${style}, ${word}`, { now: true });
  }

  #step(by) {
    const beats = this.model.style(this.style).beats;
    const to = this.index + by;
    if (to >= 0 && to < beats.length) this.#go(this.style, to);
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
    this.#showImage(beat);
    this.#showStyles(beat);
    this.candidates.show(beat, this.#candidatesOf(beat), this.version?.n ?? null);
    setHidden(this.changed, !beat.changed);
    this.#showVersions(beat);
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
    this.previous.disabled = this.index === 0;
    this.next.disabled = this.index === this.model.style(this.style).beats.length - 1;
  }

  #showImage(beat) {
    const uri = this.version ? this.version.imageUri ?? this.version.uri : beat.imageUri;
    setHidden(this.img, !uri);
    setHidden(this.empty, Boolean(uri));
    this.img.alt = `Beat ${beat.beat_number}, ${this.style}${this.version?.n ? `, candidate ${this.version.n}` : this.version ? ', an older version' : ''}`;
    if (uri) {
      if (this.img.dataset.uri !== uri) {
        // The former image must not stand for this one while it loads.
        this.img.removeAttribute('src');
        setHidden(this.blur, false);
        images.show(this.blur, thumbnailOf(uri));
      }
      images.show(this.img, uri);
    } else {
      setHidden(this.blur, true);
      this.img.removeAttribute('src');
      delete this.img.dataset.uri;
      setText(this.empty, { generating: 'Being generated…', error: 'No image', skipped: 'Skipped' }[beat.state] ?? 'Not generated yet');
    }
  }

  #showStyles(beat) {
    const state = `${this.style}/${beat.beat_number}/${this.model.styles.length}`;
    if (this.stylesShown === state) return;
    this.stylesShown = state;
    const having = this.model.styles.filter((s) => s.indexOf(beat.beat_number) >= 0);
    setHidden(this.styles, having.length < 2);
    const hadFocus = this.styles.contains(document.activeElement);
    fill(this.styles, having.map((s) => h('button', {
      type: 'button', 'aria-pressed': String(s.name === this.style), onclick: () => this.#go(s.name, s.indexOf(beat.beat_number)),
    }, s.name)));
    if (hadFocus) this.styles.querySelector('[aria-pressed=true]')?.focus();
  }

  #showVersions(beat) {
    const candidates = new Set(this.#candidatesOf(beat).map((c) => c.etag));
    const older = (this.detail?.versions ?? []).filter((v) => !candidates.has(v.etag));
    setHidden(this.versions, older.length === 0 || !beat.imageUri);
    const state = `${beat.imageUri}|${this.version?.version}|${older.map((v) => v.version)}`;
    if (this.versions.hidden || state === this.versionsShown) return;
    this.versionsShown = state;
    const focused = [...this.versions.children].indexOf(document.activeElement);
    fill(this.versions, [null, ...older].map((version) => {
      const img = h('img', { alt: '', loading: 'lazy' });
      const choose = () => {
        this.version = version;
        this.#show(this.beat);
      };
      const isShown = (version?.version ?? null) === (this.version?.version ?? null);
      const item = h('button.version', { type: 'button', 'aria-pressed': String(isShown), onclick: choose },
        img, h('span', {}, version ? versionLabel(version) : 'current'));
      queueMicrotask(() => images.show(img, thumbnailOf(version ? version.imageUri ?? version.uri : beat.imageUri)));
      return item;
    }));
    this.versions.children[focused]?.focus();
  }

  #candidatesOf(beat) {
    const [live, read] = [beat.candidates ?? [], this.detail?.candidates ?? []];
    return live.length >= read.length ? live : read;
  }

  /** Shows a candidate large, without choosing it. */
  #showCandidate(candidate) {
    this.version = candidate.chosen ? null : candidate;
    this.#show(this.beat);
  }

  async #choose(n) {
    const { style, beat } = this;
    setHidden(this.failure, true);
    try {
      await this.on.onChoose(style, beat.beat_number, n);
      if (this.beat.beat_number !== beat.beat_number || this.style !== style) return;
      this.version = null;
      this.#show(this.model.style(style).beat(beat.beat_number));
      announce(`Candidate ${n} is chosen`, { now: true });
    } catch (error) {
      this.#fail(error);
    }
  }

  async #act(action) {
    const { style, beat } = this;
    setHidden(this.failure, true);
    try {
      await this.on.onAct(action, { style, beat_number: beat.beat_number });
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
    if (this.candidates.onKey(event.key)) {
      event.preventDefault();
      return;
    }
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.#step(step);
  }
}
