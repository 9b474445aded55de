import { fill, h, setHidden, setText } from '../lib/dom.js';
import { isApproved, isLapsed, noteOf } from '../model/review.js';
import { icon } from '../ui/icons.js';

const mostLetters = 500;

/** What a person thinks of a beat's image: approved or not, and a note. */
export class ReviewPanel {
  /** @param {(review: {approved: boolean, note: string}) => Promise<boolean>} onReview stores it; false: it could not be */
  constructor(onReview) {
    this.onReview = onReview;
    this.approve = h('button.button.approve', { type: 'button', 'aria-keyshortcuts': 'a', onclick: () => this.toggle() });
    this.write = h('button.button', { type: 'button', 'aria-expanded': 'false', onclick: () => this.#edit(this.form.hidden) });
    this.hint = h('p.hint');
    this.lapsed = h('p.note', { hidden: true }, icon('warning'), ' Its image was approved once and is another one by now. Look at it again.');
    this.note = h('p.review-note', { hidden: true });
    this.text = h('textarea', { id: 'review-note', rows: '2', maxlength: mostLetters, 'aria-describedby': 'review-note-hint' });
    this.text.addEventListener('keydown', (e) => this.#onKey(e));
    this.form = h('form.review-form', { hidden: true, onsubmit: (e) => { e.preventDefault(); this.#save(this.text.value.trim()); } },
      h('label', { for: 'review-note' }, 'Note'), this.text,
      h('span.hint', { id: 'review-note-hint' }, 'Stays with the beat. Empty it to remove it.'),
      h('div.button-row', {},
        h('button.button.small.primary', { type: 'submit' }, 'Save note'),
        h('button.button.small', { type: 'button', onclick: () => this.#edit(false) }, 'Discard')));
    this.element = h('section.review', { 'aria-label': 'Review' },
      h('div.button-row', {}, this.approve, this.write), this.hint, this.lapsed, this.note, this.form);
  }

  /** @param {string} why why its image cannot be approved now; '' when it can */
  show(key, beat, why) {
    if (this.key !== key) this.#close();
    Object.assign(this, { key, beat, why });
    const approved = isApproved(beat);
    const state = JSON.stringify([approved, noteOf(beat), isLapsed(beat), why]);
    if (state === this.state) return;
    this.state = state;
    fill(this.approve, icon(approved ? 'approved' : 'complete'), approved ? ' Approved' : ' Approve');
    this.approve.setAttribute('aria-pressed', String(approved));
    this.approve.classList.toggle('primary', !approved && !why);
    // Not disabled: it would lose the focus of who has just used it.
    if (why) this.approve.setAttribute('aria-disabled', 'true');
    else this.approve.removeAttribute('aria-disabled');
    setText(this.hint, why || (approved ? 'Key A takes it back.' : 'Key A approves.'));
    setHidden(this.lapsed, !isLapsed(beat));
    const note = noteOf(beat);
    setText(this.write, note ? 'Change the note' : 'Add a note');
    setHidden(this.note, !note);
    setText(this.note, note);
  }

  /** Approves, or takes it back. */
  toggle() {
    if (!this.why) this.onReview({ approved: !isApproved(this.beat), note: noteOf(this.beat) });
  }

  async #save(note) {
    // A review is replaced as a whole: what was approved stays so.
    if (note === noteOf(this.beat) || await this.onReview({ approved: isApproved(this.beat), note })) this.#edit(false);
  }

  #edit(isOpen) {
    if (isOpen) this.text.value = noteOf(this.beat);
    setHidden(this.form, !isOpen);
    this.write.setAttribute('aria-expanded', String(isOpen));
    (isOpen ? this.text : this.write).focus();
  }

  #close() {
    setHidden(this.form, true);
    this.write.setAttribute('aria-expanded', 'false');
  }

  #onKey(event) {
    // The viewer's keys are letters of a note here.
    event.stopPropagation();
    if (event.key === 'Escape') {
      event.preventDefault();
      this.#edit(false);
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.form.requestSubmit();
  }
}
