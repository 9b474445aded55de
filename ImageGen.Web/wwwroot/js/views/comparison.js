import { getBeat } from '../api/api.js';
import { fill, h, setHidden, spoken } from '../lib/dom.js';
import { wordDiff } from '../model/prompt-diff.js';

/** What differs between the prompts of two images of a beat. An image knows its run, and the run its prompt. */
export class Comparison {
  /** @param {(version: object) => void} onRestore */
  constructor(runId, onRestore) {
    this.runId = runId;
    this.restore = h('button.button.small.primary', { type: 'button', onclick: () => onRestore(this.version) }, 'Restore this version');
    this.text = h('p.prompt-diff');
    this.element = h('section.comparison', { hidden: true }, this.restore, h('h3', {}, 'Prompt of this version, and now'), this.text);
  }

  /** @param {object|null} version null ends the comparison */
  async show(style, beat, detail, version) {
    this.version = version;
    setHidden(this.element, !version);
    const key = version && `${style}/${beat.beat_number}/${version.version}/${beat.imageUri}`;
    if (key === this.key) return;
    this.key = key;
    if (!version) return;
    fill(this.text, '…');
    const [then, now] = await Promise.all([version.provenance, detail.provenance].map((made) => this.#promptOf(made, style, beat, detail)));
    if (this.key === key) fill(this.text, words(version.provenance, detail.provenance, then, now));
  }

  /** {prompt, instruction} with which an image was generated; null: its run is gone, or it is of none. */
  async #promptOf(made, style, beat, detail) {
    if (!made) return null;
    try {
      const own = made.runId === this.runId ? detail : await getBeat(made.runId, style, beat.beat_number);
      return { prompt: own.ai_prompt ?? '', instruction: made.instructionHash ? own.instruction ?? '' : null };
    } catch {
      return null;
    }
  }
}

function words(madeThen, madeNow, then, now) {
  return [
    changedBy('This version', madeThen, then),
    changedBy('The present image', madeNow, now),
    h('span.diff-text', {}, then && now ? textOf(wordDiff(then.prompt, now.prompt)) : unknown(madeThen, madeNow)),
  ];
}

function changedBy(which, made, own) {
  if (!made?.instructionHash) return null;
  return h('span.diff-instruction', {}, own?.instruction ? `${which} was changed by: “${own.instruction}”` : `${which} was changed by an instruction.`);
}

function textOf(parts) {
  if (parts.every((part) => part.kind === 'same')) return `The same: ${parts.map((part) => part.text).join('')}`;
  return parts.map(({ kind, text }) => (kind === 'same' ? text
    : kind === 'then' ? h('del', {}, spoken('only then: '), text) : h('ins', {}, spoken('only now: '), text)));
}

function unknown(then, now) {
  if (!then?.promptTextHash || !now?.promptTextHash) return 'It is not known with which prompt.';
  return then.promptTextHash === now.promptTextHash ? 'The same.' : 'Another one. The run that had it has been deleted.';
}
