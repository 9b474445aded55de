import { act, choose, getRun, listOutdated, restore, review } from '../api/api.js';
import { followRun } from '../api/run-stream.js';
import { nextFrame } from '../lib/dom.js';
import { RunModel } from './run-model.js';

const headerEvery = 10_000;
const retryEvery = 3000;

/**
 * A run that is being watched: reads it, follows its events, reads it again where an event does not say everything, and tells its
 * listener at most once per frame that something changed.
 */
export class LiveRun {
  /** @param {(change: {model: RunModel, connection: string, error: Error|null, whole: boolean}) => void} listener */
  constructor(id, listener) {
    this.id = id;
    this.connection = 'connecting';
    this.error = null;
    this.model = null;
    this.listener = listener;
    this.leave = new AbortController();
    this.stream = null;
    this.whole = true;
    this.floor = 0;
    this.watchUntil = 0;
    this.tell = () => {
      if (this.leave.signal.aborted) return;
      const whole = this.whole;
      this.whole = false;
      this.listener({ model: this.model, connection: this.connection, error: this.error, whole });
    };
  }

  async open() {
    this.ticker = setInterval(() => { if (!this.model?.isEnded || Date.now() < this.watchUntil) this.refreshHeader(); }, headerEvery);
    this.onVisible = () => { if (!document.hidden) this.refreshHeader(); };
    document.addEventListener('visibilitychange', this.onVisible);
    await this.resync();
  }

  close() {
    this.leave.abort();
    this.stream?.abort();
    clearInterval(this.ticker);
    clearTimeout(this.resyncTimer);
    document.removeEventListener('visibilitychange', this.onVisible);
  }

  /** Asks something of the run; what it answers is shown at once. */
  async act(action, body) {
    const view = await act(this.id, action, body);
    this.model.applyHeader(view);
    // A run that was over may take a moment to begin again.
    this.watchUntil = Date.now() + 60_000;
    nextFrame(this.tell);
    await this.resync();
  }

  /** Chooses a candidate of a beat, also after the run is over. */
  async choose(style, beat, candidate) {
    await choose(this.id, style, beat, candidate);
    await this.resync();
  }

  /** Puts an older image of a beat back in its place, also after the run is over. */
  async restore(style, beat, version) {
    await restore(this.id, style, beat, version);
    await this.resync();
  }

  /** Stores what a person thinks of a beat's image; it is shown at once. */
  async review(style, beat, what) {
    const detail = await review(this.id, style, beat, what);
    this.model.style(style).change(beat, { review: detail.review });
    nextFrame(this.tell);
  }

  /** Reads the whole run and continues from there. */
  async resync(tries = 5) {
    clearTimeout(this.resyncTimer);
    this.resyncTimer = 0;
    try {
      const view = await getRun(this.id, { signal: this.leave.signal });
      if (this.model && view.lastEventId < this.model.position && tries > 1) {
        // Events overtook the answer: what it says of the beats is older than what is shown.
        return this.#resyncSoon(tries - 1);
      }
      if (this.model) this.model.replace(view);
      else this.model = new RunModel(view);
      this.floor = view.lastEventId;
      this.whole = true;
      this.error = null;
      if (this.model.isEnded) {
        this.#end();
        this.#markOutdated(this.model.styles);
      } else if (!this.stream) this.#follow();
    } catch (error) {
      if (this.leave.signal.aborted) return;
      this.#fail(error);
    }
    nextFrame(this.tell);
  }

  async refreshHeader() {
    if (!this.model || document.hidden || this.connection === 'offline') return;
    try {
      const view = await getRun(this.id, { beats: false, signal: this.leave.signal });
      const wasEnded = this.model.isEnded;
      if (view.lastEventId < this.model.position) return;
      this.model.applyHeader(view);
      // Somebody else asked for beats of a run that was over, or the stream has lost touch.
      if (wasEnded !== this.model.isEnded) await this.resync();
      nextFrame(this.tell);
    } catch {
      // The stream is what tells the state of the connection.
    }
  }

  /** Marks the beats whose references have changed; a run that is not over generates with what they are. */
  async #markOutdated(styles) {
    if (!this.model.header.hasReferences) return;
    try {
      const outdated = await listOutdated(this.id, this.leave.signal);
      // What was read meanwhile has its own marks.
      if (this.model.styles !== styles) return;
      for (const { style, beat_number, changedReferences } of outdated) this.model.style(style)?.change(beat_number, { changedReferences });
      nextFrame(this.tell);
    } catch {
      // The marks are missing until the run is read again; everything else is there.
    }
  }

  #resyncSoon(tries) {
    this.resyncTimer ||= setTimeout(() => this.resync(tries), 250);
  }

  #follow() {
    const stream = new AbortController();
    this.stream = stream;
    const onEvent = (event, position) => {
      // What the last whole view has counted already must not be counted twice.
      if (position !== null && position <= this.floor && event.type !== 'complete') return;
      if (this.model.apply(event, position ?? 0).stale) this.#resyncSoon(5);
      nextFrame(this.tell);
    };
    const onState = (state) => {
      this.connection = state;
      nextFrame(this.tell);
    };
    followRun(this.id, this.model.position, { onEvent, onState, signal: stream.signal })
      .catch((error) => this.#fail(error))
      .finally(() => { if (this.stream === stream) this.stream = null; });
  }

  #end() {
    this.stream?.abort();
    this.stream = null;
    this.connection = 'ended';
  }

  #fail(error) {
    const mayPass = error.status === 0 || error.status >= 500;
    if (mayPass) this.resyncTimer ||= setTimeout(() => this.resync(), retryEvery);
    // While a run is shown, the state of its stream says enough.
    if (!mayPass || !this.model) this.error = error;
    nextFrame(this.tell);
  }
}
