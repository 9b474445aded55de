import { h, setText, spoken } from '../lib/dom.js';
import { isApproved, isLapsed, noteOf } from '../model/review.js';
import { icon } from './icons.js';
import { images, thumbnailOf } from './images.js';
import { beatStates, stateOf } from './states.js';

/** One frame of a contact sheet: image or what stands for it, number, state. Rebuilt only where it changed. */
export class BeatCard {
  constructor(index, total) {
    this.frame = h('span.frame');
    this.number = h('b.beat-number');
    this.state = h('span.state');
    this.button = h('button', { type: 'button', tabindex: '-1', data: { index } },
      this.frame,
      h('span.caption', {}, spoken('Beat '), this.number, ' ', this.state));
    this.element = h('div.card', { role: 'listitem', 'aria-posinset': index + 1, 'aria-setsize': total }, this.button);
  }

  show(beat, startsShot) {
    if (this.beat === beat && this.startsShot === startsShot) return;
    const before = this.beat;
    this.beat = beat;
    this.startsShot = startsShot;
    const { sign, word } = stateOf(beatStates, beat.state);
    this.element.dataset.state = beat.state;
    setText(this.number, beat.beat_number);
    if (before?.state !== beat.state) this.state.replaceChildren(icon(sign), ` ${word}`);
    if (!before || before.imageUri !== beat.imageUri || !beat.imageUri || (before.state === 'error') !== (beat.state === 'error')) this.#fillFrame(beat);
    this.#showSlate(startsShot ? `Shot ${beat.shot_number}` : '');
    this.#showChips(beat);
    if (before?.review !== beat.review) this.#showReview(beat);
  }

  #fillFrame(beat) {
    if (beat.imageUri && beat.state !== 'error') {
      const img = h('img', { alt: '', loading: 'lazy', decoding: 'async', draggable: 'false' });
      img.addEventListener('load', () => { img.classList.add('shown'); });
      img.addEventListener('error', () => {
        // Of an image that has no small copy, the image itself.
        if (img.dataset.uri !== beat.imageUri) images.show(img, beat.imageUri);
        else this.frame.dataset.broken = '';
      });
      delete this.frame.dataset.broken;
      this.frame.replaceChildren(img);
      images.show(img, thumbnailOf(beat.imageUri));
    } else {
      this.frame.replaceChildren(h('span.frame-text', {}, beat.state === 'error' ? beat.error?.reason ?? '' : ''));
    }
  }

  #showChips(beat) {
    const count = beat.candidates?.length ?? 0;
    const outdated = beat.changedReferences ?? [];
    if (count < 2 && !beat.changed && !outdated.length) {
      this.chips?.remove();
      return;
    }
    this.chips ??= h('span.frame-chips');
    const chosen = beat.candidates?.find((c) => c.chosen)?.n;
    this.chips.replaceChildren(...[
      beat.changed ? h('span.beat-chip.changed', {}, icon('warning'), ' changed') : null,
      outdated.length
        ? h('span.beat-chip.changed', { title: `Changed since this image was generated: ${outdated.join(', ')}` },
          spoken(', '), icon('warning'), ` ${outdated.length === 1 ? outdated[0] : `${outdated.length} references`} changed`)
        : null,
      count > 1 ? h('span.beat-chip', {}, spoken(', candidate '), `${chosen ?? '–'}`, spoken(' of '), h('span', { 'aria-hidden': 'true' }, '/'), `${count}`) : null,
    ].filter(Boolean));
    this.button.append(this.chips);
  }

  #showReview(beat) {
    const marks = [
      isApproved(beat) && h('span.review-mark.is-approved', {}, spoken(', '), icon('approved'), ' approved'),
      isLapsed(beat) && h('span.review-mark.is-lapsed', {}, spoken(', '), icon('warning'), ' approval lapsed'),
      noteOf(beat) && h('span.review-mark', { title: noteOf(beat) }, spoken(', '), icon('note'), ' note'),
    ].filter(Boolean);
    if (!marks.length) {
      this.marks?.remove();
      return;
    }
    this.marks ??= h('span.review-marks');
    this.marks.replaceChildren(...marks);
    this.button.append(this.marks);
  }

  #showSlate(text) {
    if (!text) {
      this.slate?.remove();
      return;
    }
    this.slate ??= h('span.slate');
    setText(this.slate, text);
    this.button.append(this.slate);
  }
}
