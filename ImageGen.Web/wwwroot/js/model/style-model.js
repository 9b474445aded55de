import { limitText } from '../lib/format.js';
import { isApproved, noteOf } from './review.js';

const states = ['pending', 'generating', 'complete', 'exists', 'error', 'skipped'];

/** One style of a run; its beats are replaced, never changed, so that a view can tell by identity what to draw again. */
export class StyleModel {
  constructor(view) {
    this.name = view.style;
    this.beats = view.beats ?? [];
    this.index = new Map(this.beats.map((beat, i) => [beat.beat_number.toLowerCase(), i]));
    this.counts = Object.fromEntries([...states, 'approved', 'noted'].map((state) => [state, 0]));
    for (const beat of this.beats) this.#count(beat, 1);
    this.total = view.total;
  }

  applyHeader(view) {
    this.costUsd = view.costUsd;
    this.unconfirmedUsd = view.unconfirmedUsd ?? 0;
    this.candidatesLeft = view.candidatesLeft ?? 0;
    this.hasCandidates ||= this.candidatesLeft > 0 || this.beats.some((beat) => beat.candidates);
    this.keyFaults = view.keyFaults ?? [];
    this.learn(view.learnedLimits ?? []);
    this.wait(view.waitingFor, view.waitingUntil, view.outage);
  }

  get completed() {
    return this.counts.complete + this.counts.exists;
  }

  indexOf(beat) {
    return this.index.get(String(beat).toLowerCase()) ?? -1;
  }

  beat(beat) {
    return this.beats[this.indexOf(beat)];
  }

  change(beat, changes) {
    const i = this.indexOf(beat);
    if (i < 0) return;
    const old = this.beats[i];
    const next = { ...old, ...changes };
    this.#count(old, -1);
    this.#count(next, 1);
    this.beats[i] = next;
  }

  #count(beat, by) {
    this.counts[beat.state] += by;
    if (isApproved(beat)) this.counts.approved += by;
    if (noteOf(beat)) this.counts.noted += by;
  }

  /** What a new image in the layout adds to a beat's candidates, in a run that asks for several. */
  firstCandidate(beat, uri) {
    if (!this.hasCandidates || !uri) return {};
    const others = (beat.candidates ?? []).map((c) => ({ ...c, chosen: false }));
    return { candidates: [...others, { n: Math.max(0, ...others.map((c) => c.n)) + 1, uri, chosen: true }] };
  }

  noteKeyFault(reason) {
    if (!this.keyFaults.includes(reason)) this.keyFaults = [...this.keyFaults, reason];
  }

  get isWaiting() {
    return this.waitingFor !== null && this.counts.pending + this.counts.generating > 0;
  }

  learn(limits) {
    this.learnedLimits = limits.map((limit) => `L${limitText(limit).slice(1)}.`);
  }

  wait(reason, until, isOutage = false) {
    this.isOutage = isOutage;
    this.waitingFor = reason ?? null;
    this.waitingUntil = until ?? null;
  }
}
