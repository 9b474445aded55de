import { estimate, getStoryboard, start } from '../api/api.js';
import { fill, h, setHidden, setText } from '../lib/dom.js';
import { count, money } from '../lib/format.js';
import { continuing, numberOf } from '../model/storyboard-rows.js';
import { confirmApproved } from '../ui/approved-dialog.js';

/**
 * Another image of one beat: its prompt in other words, or an instruction that changes the present image. Either is a new run of the
 * project that generates this beat alone, priced before it starts.
 */
export class EditPanel {
  /** @param {(style: string, beats: string[]) => string[]} approvedOf which of some beats are approved */
  constructor(runId, approvedOf) {
    this.runId = runId;
    this.approvedOf = approvedOf;
    this.prompt = h('textarea', { id: 'edit-prompt', rows: '4' });
    this.instruction = h('input', { id: 'edit-instruction', type: 'text', autocomplete: 'off', placeholder: 'Make it night' });
    this.follow = h('input', { id: 'edit-follow', type: 'checkbox' });
    this.followLabel = h('label', { for: 'edit-follow' });
    this.followRow = h('div.check', {}, this.follow, this.followLabel);
    this.offer = h('p.edit-offer', { role: 'status', hidden: true });
    this.problem = h('p.problem', { role: 'alert', hidden: true });
    this.hint = h('p.hint', { hidden: true }, 'This can be changed when the run is over.');
    this.ask = {
      prompt: h('button.button', { type: 'button', onclick: () => this.#offer('prompt') }, 'Regenerate with this prompt'),
      instruction: h('button.button', { type: 'button', onclick: () => this.#offer('instruction') }, 'Change the image'),
    };
    this.instruction.addEventListener('keydown', (e) => { if (e.key === 'Enter') this.#offer('instruction'); });
    for (const field of [this.prompt, this.instruction]) {
      field.addEventListener('input', () => this.#forget());
      // The arrow keys of the viewer go through the run, except where text is written.
      field.addEventListener('keydown', (e) => e.stopPropagation());
    }
    this.follow.addEventListener('change', () => this.#forget());
    this.changes = h('div.field', {},
      h('label', { for: 'edit-instruction' }, 'Change the present image'), this.instruction, h('div.button-row', {}, this.ask.instruction));
    this.form = h('div.edit-form', {},
      h('div.field', {}, h('label', { for: 'edit-prompt' }, 'Prompt'), this.prompt, h('div.button-row', {}, this.ask.prompt)),
      this.changes, this.followRow, this.offer, this.problem);
    this.element = h('details.edit', {}, h('summary', {}, 'Edit this beat'), this.hint, this.form);
  }

  /** Shows a beat of the run, once its prompt is known; what was typed for another one is forgotten. */
  show(style, beat, detail, isEnded, hasImage) {
    const key = `${style}/${beat.beat_number}`;
    setHidden(this.hint, isEnded);
    // Else what is typed before the prompt comes would be lost when it does, or go to the beat shown before.
    setHidden(this.form, !isEnded || (!detail && this.key !== key));
    setHidden(this.changes, !hasImage);
    if (!detail || this.key === key) return;
    this.key = key;
    Object.assign(this, { style, beat });
    this.prompt.value = detail.ai_prompt ?? '';
    this.instruction.value = '';
    this.follow.checked = false;
    this.storyboard = null;
    this.#forget();
    setHidden(this.followRow, true);
    if (this.element.open) this.#load();
    this.element.ontoggle = () => { if (this.element.open) this.#load(); };
  }

  async #load() {
    if (this.storyboard) return;
    try {
      const { key } = this;
      const storyboard = await getStoryboard(this.runId);
      if (key !== this.key) return;
      this.storyboard = storyboard;
      const beats = storyboard.promptsByStyle[this.style];
      this.index = beats.findIndex((b) => numberOf(b.beat_number) === this.beat.beat_number);
      this.following = continuing(beats, this.index);
      setHidden(this.followRow, this.following.length === 0);
      setText(this.followLabel, `Also regenerate the ${count(this.following.length, 'beat that continues it', 'beats that continue it')}`);
    } catch (error) {
      this.#fail(error);
    }
  }

  #request(kind) {
    const request = structuredClone(this.storyboard);
    const beat = request.promptsByStyle[this.style][this.index];
    if (kind === 'prompt') beat.ai_prompt = this.prompt.value;
    else beat.instruction = this.instruction.value;
    const named = [this.beat.beat_number, ...(this.follow.checked ? this.following.map((b) => numberOf(b.beat_number)) : [])];
    const approved = this.approvedOf(this.style, named);
    request.options = {
      ...request.options, overwrite: true, only: named.map((number) => ({ style: this.style, beat_number: number })),
      ...(approved.length ? { includeApproved: true } : {}),
    };
    return { body: JSON.stringify(request), approved };
  }

  async #offer(kind) {
    this.#forget();
    await this.#load();
    if (!this.storyboard) return;
    try {
      const { body, approved } = this.#request(kind);
      const { images, costUsd, warnings } = await estimate(body);
      const price = Number.isFinite(costUsd) ? `about ${money(costUsd)}` : 'at a price that is not known';
      const go = h('button.button.primary', { type: 'button', onclick: () => this.#start(body, approved, go) }, `Generate ${count(images, 'image')}`);
      setHidden(this.offer, false);
      const notes = kind === 'prompt' ? (warnings ?? []).join(' ') : '';
      fill(this.offer, `${count(images, 'image')}, ${price}. The present one is kept as a version. ${notes}`, go);
      go.focus();
    } catch (error) {
      this.#fail(error);
    }
  }

  async #start(body, approved, button) {
    if (!await confirmApproved(approved.map((number) => `beat ${number} (${this.style})`))) return;
    button.disabled = true;
    try {
      const { id } = await start(body);
      location.hash = `#/runs/${encodeURIComponent(id)}/${this.style}/${encodeURIComponent(this.beat.beat_number)}`;
    } catch (error) {
      button.disabled = false;
      this.#fail(error);
    }
  }

  #forget() {
    setHidden(this.offer, true);
    setHidden(this.problem, true);
  }

  #fail(error) {
    setHidden(this.problem, false);
    setText(this.problem, error.faults?.map((f) => `${f.problem} ${f.remedy ?? ''}`).join(' ') || error.message);
  }
}
