import { StyleModel } from './style-model.js';

const keyFaults = new Set(['invalidKey', 'notEntitled', 'creditExhausted', 'modelUnavailable']);
const ended = new Set(['completed', 'completedWithErrors', 'cancelled', 'failed']);

/**
 * What is known of a run: a view read from the host, then moved on event by event. Pure data: no network, no document.
 * Counts are kept as beats change, so that an event costs the same however many beats there are.
 */
export class RunModel {
  constructor(view) {
    this.replace(view);
  }

  /** Takes over a whole view, beats included. */
  replace(view) {
    this.position = view.lastEventId;
    this.styles = view.styles.map((style) => new StyleModel(style));
    this.applyHeader(view);
  }

  /** Takes over what a view says besides its beats: status, cost, time left. */
  applyHeader(view) {
    const { styles, lastEventId, ...header } = view;
    this.header = header;
    this.readAt = Date.now();
    for (const style of styles) this.style(style.style)?.applyHeader(style);
  }

  style(name) {
    return this.styles.find((style) => style.name === name);
  }

  beat(style, beat) {
    return this.style(style)?.beat(beat);
  }

  get isEnded() {
    return ended.has(this.header.status);
  }

  /** Counts of a state over all styles. */
  count(state) {
    return this.styles.reduce((sum, style) => sum + style.counts[state], 0);
  }

  get total() {
    return this.styles.reduce((sum, style) => sum + style.total, 0);
  }

  get completed() {
    return this.count('complete') + this.count('exists');
  }

  /** Seconds left by now; null when it is not known. */
  get secondsLeft() {
    const left = this.header.secondsLeft;
    return left === null || left === undefined ? null : Math.max(0, left - (Date.now() - this.readAt) / 1000);
  }

  /**
   * Moves on by one event.
   * @returns {{style?: string, stale?: boolean}} the style that changed, and whether only the whole view tells what else did
   */
  apply(event, position) {
    this.position = Math.max(this.position, position);
    switch (event.type) {
      case 'progress':
        this.#progress(event);
        return { style: event.style };
      case 'attempt':
        this.#attempt(event);
        return { style: event.style };
      case 'candidate':
        this.#candidate(event);
        return { style: event.style };
      case 'chosen':
        this.#chosen(event);
        // Which beats were generated from another image, only the host tells.
        return { style: event.style, stale: true };
      case 'restored':
        this.#restored(event);
        return { style: event.style, stale: true };
      case 'reviewed':
        this.style(event.style)?.change(event.beat_number, { review: event.review });
        return { style: event.style };
      case 'waiting':
        this.style(event.style)?.wait(event.reason, event.until, event.outage);
        return { style: event.style };
      case 'keyFault':
        this.style(event.style)?.noteKeyFault(event.error);
        return { style: event.style };
      case 'limits':
        this.style(event.style)?.learn(event.learned);
        return { style: event.style };
      case 'status':
        this.header = { ...this.header, status: event.status, reason: event.status === 'running' ? null : event.reason ?? null };
        return { stale: true };
      case 'complete':
        if (event.result) this.applyHeader(event.result);
        return { stale: true };
      case 'error':
        this.header = { ...this.header, status: 'failed', reason: event.error };
        return { stale: true };
      default:
        return {};
    }
  }

  #spend(style, usd = 0) {
    if (usd) {
      this.header = { ...this.header, costUsd: this.header.costUsd + usd };
      style.costUsd += usd;
    }
    return usd;
  }

  /** Adds what an attempt may have cost; the beat's unconfirmed cost behind it. */
  #doubt(style, beat, usd = 0) {
    if (!usd) return beat.unconfirmedUsd;
    const { unconfirmedUsd = 0, unconfirmedCalls = 0 } = this.header;
    this.header = { ...this.header, unconfirmedUsd: unconfirmedUsd + usd, unconfirmedCalls: unconfirmedCalls + 1 };
    style.unconfirmedUsd += usd;
    return (beat.unconfirmedUsd ?? 0) + usd;
  }

  #attempt(event) {
    const style = this.style(event.style);
    const beat = style?.beat(event.beat_number);
    if (!beat) return;
    const costUsd = beat.costUsd + this.#spend(style, event.costUsd);
    const unconfirmedUsd = this.#doubt(style, beat, event.unconfirmedUsd);
    style.change(event.beat_number, { state: 'pending', error: { reason: event.error }, costUsd, unconfirmedUsd });
    if (keyFaults.has(event.kind)) style.noteKeyFault(event.error);
  }

  #candidate(event) {
    const style = this.style(event.style);
    const beat = style?.beat(event.beat_number);
    if (!beat) return;
    const costUsd = beat.costUsd + this.#spend(style, event.costUsd);
    const unconfirmedUsd = this.#doubt(style, beat, event.unconfirmedUsd);
    const changes = { costUsd, unconfirmedUsd };
    if (event.imageUri) {
      const others = (beat.candidates ?? []).filter((c) => c.n !== event.number);
      changes.candidates = [...others, { n: event.number, uri: event.imageUri, etag: event.etag, chosen: false }];
      style.candidatesLeft = Math.max(0, style.candidatesLeft - 1);
    } else if (event.status === 'generating' && !event.error) {
      changes.attempts = beat.attempts + 1;
    }
    style.change(event.beat_number, changes);
  }

  #chosen(event) {
    const style = this.style(event.style);
    const candidates = style?.beat(event.beat_number)?.candidates?.map((c) => ({ ...c, chosen: c.n === event.number }));
    if (candidates) style.change(event.beat_number, { candidates, imageUri: event.imageUri, imagePath: event.imagePath, review: event.review });
  }

  #restored({ style, beat_number, imageUri, imagePath, review }) {
    const state = this.beat(style, beat_number)?.state;
    const found = state === 'error' || state === 'skipped' ? { state: 'exists', error: null } : {};
    this.style(style)?.change(beat_number, { imageUri, imagePath, review, ...found });
  }

  #progress(event) {
    const style = this.style(event.style);
    const beat = style?.beat(event.beat_number);
    if (!beat) return;
    const costUsd = beat.costUsd + this.#spend(style, event.costUsd);
    const unconfirmedUsd = this.#doubt(style, beat, event.unconfirmedUsd);
    const image = event.imageUri ? { imageUri: event.imageUri, imagePath: event.imagePath } : {};
    switch (event.status) {
      case 'generating':
        if (!style.isOutage) style.wait(null, null);
        return style.change(event.beat_number, { state: 'generating', attempts: beat.attempts + 1 });
      case 'complete':
        style.wait(null, null);
        return style.change(event.beat_number, {
          ...image, ...style.firstCandidate(beat, event.imageUri), review: event.review, state: 'complete', error: null, note: event.note ?? null, costUsd,
        });
      case 'skipped':
        return style.change(event.beat_number, { ...image, state: event.imageUri || event.imagePath ? 'exists' : 'skipped', error: null });
      case 'error':
        return style.change(event.beat_number, { state: 'error', error: { reason: event.error ?? 'No reason was given.' }, costUsd, unconfirmedUsd });
      default:
        return undefined;
    }
  }
}
