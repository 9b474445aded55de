import { nextFrame } from '../lib/dom.js';
import { BeatCard } from './beat-card.js';

const caption = 34;
const gap = 12;
const frameWidth = (sheet) => (sheet < 340 ? 150 : 230);

/**
 * The beats of a style as a sheet of frames of which only the visible rows exist. The page itself scrolls, so that the sheets of all
 * styles stay side by side; rows have one height, so that nothing moves when images come.
 */
export class ContactSheet {
  /** @param {{onOpen: (index: number) => void, onRatio: (ratio: number) => void}} on the frame of a beat was chosen; an image of this shape came */
  constructor(label, { onOpen, onRatio }) {
    this.element = document.createElement('div');
    this.element.className = 'sheet';
    this.element.setAttribute('role', 'list');
    this.element.setAttribute('aria-label', label);
    this.beats = [];
    /** The indices of the beats that are shown; null: all of them. */
    this.only = null;
    this.cards = new Map();
    this.active = 0;
    this.ratio = 16 / 9;
    this.columns = 1;
    this.draw = () => this.#measure();
    this.element.addEventListener('click', (e) => {
      const button = e.target.closest('[data-index]');
      if (!button) return;
      this.#activate(Number(button.dataset.index));
      onOpen(this.only?.[this.active] ?? this.active);
    });
    this.element.addEventListener('keydown', (e) => this.#onKey(e));
    this.element.addEventListener('load', (e) => {
      if (e.target.naturalWidth > 0) onRatio(e.target.naturalWidth / e.target.naturalHeight);
    }, true);
    this.resizes = new ResizeObserver(() => nextFrame(this.draw));
    this.resizes.observe(this.element);
    this.onScroll = () => nextFrame(this.draw);
    addEventListener('scroll', this.onScroll, { passive: true });
    addEventListener('resize', this.onScroll);
  }

  close() {
    this.resizes.disconnect();
    removeEventListener('scroll', this.onScroll);
    removeEventListener('resize', this.onScroll);
  }

  /** @param {(beat: object) => boolean} [has] which beats are shown; left out: all */
  show(beats, has) {
    const only = has ? beats.flatMap((beat, i) => (has(beat) ? [i] : [])) : null;
    const isSame = beats.length === this.beats.length && (only === null ? this.only === null : String(only) === String(this.only));
    if (!isSame) this.#narrow(beats, only);
    this.beats = beats;
    nextFrame(this.draw);
  }

  /** Other frames than before: those that stay are made again, each with its place in the new list. */
  #narrow(beats, only) {
    const at = this.only?.[this.active] ?? this.active;
    const hadFocus = this.element.contains(document.activeElement);
    for (const card of this.cards.values()) card.element.remove();
    this.cards.clear();
    [this.beats, this.only] = [beats, only];
    this.active = this.#placeOf(at);
    if (!this.count) this.element.style.height = '0';
    else if (hadFocus) this.focus(at);
  }

  get count() {
    return this.only ? this.only.length : this.beats.length;
  }

  /** The place of a beat, or of the next one that is shown. */
  #placeOf(index) {
    const place = this.only ? this.only.findIndex((i) => i >= index) : index;
    return Math.max(0, Math.min(place < 0 ? this.count : place, this.count - 1));
  }

  /** Gives every frame a shape; extreme ones are cropped. */
  setRatio(ratio) {
    this.ratio = Math.max(0.5, Math.min(2.4, ratio));
    nextFrame(this.draw);
  }

  /** Puts the keyboard on the frame of a beat, scrolling to it. */
  focus(index) {
    const place = this.#placeOf(index);
    this.#activate(place);
    const button = this.cards.get(place)?.button;
    button?.scrollIntoView({ block: 'nearest' });
    button?.focus({ preventScroll: true });
  }

  // Reads the layout, and returns what is to be written for it.
  #measure() {
    const width = this.element.clientWidth;
    if (!width || !this.count) return null;
    const { top } = this.element.getBoundingClientRect();
    this.columns = Math.max(1, Math.round(width / frameWidth(width)));
    this.width = (width - gap * (this.columns - 1)) / this.columns;
    this.image = Math.round(this.width / this.ratio);
    this.row = this.image + caption + gap;
    return () => this.#draw(top);
  }

  #draw(top) {
    this.element.style.height = `${Math.ceil(this.count / this.columns) * this.row}px`;
    this.element.style.setProperty('--image', `${this.image}px`);
    const first = Math.max(0, Math.floor(-top / this.row) - 2) * this.columns;
    const last = Math.min(this.count, (Math.ceil((innerHeight - top) / this.row) + 2) * this.columns);
    for (const [index, card] of this.cards) {
      if ((index < first || index >= last) && index !== this.active) {
        card.element.remove();
        this.cards.delete(index);
      }
    }
    for (let i = first; i < last; i++) this.#place(i);
    // The frame that Tab comes to exists wherever the page is scrolled.
    this.#place(this.active);
  }

  #place(index) {
    let card = this.cards.get(index);
    if (!card) {
      card = new BeatCard(index, this.count);
      this.cards.set(index, card);
      card.button.tabIndex = index === this.active ? 0 : -1;
      this.#insert(index, card.element);
    }
    const { style } = card.element;
    style.width = `${this.width}px`;
    style.transform = `translate(${(index % this.columns) * (this.width + gap)}px, ${Math.floor(index / this.columns) * this.row}px)`;
    const [beat, before] = [this.#beatAt(index), this.#beatAt(index - 1)];
    card.show(beat, before?.shot_number !== beat.shot_number);
  }

  #beatAt(place) {
    return this.beats[this.only ? this.only[place] : place];
  }

  // In the document in storyboard order, which is the order in which a screen reader goes through it.
  #insert(index, element) {
    let next = null;
    let nearest = Infinity;
    for (const [other, card] of this.cards) {
      if (other > index && other < nearest) {
        nearest = other;
        next = card.element;
      }
    }
    this.element.insertBefore(element, next);
  }

  #activate(index) {
    const old = this.cards.get(this.active);
    if (old) old.button.tabIndex = -1;
    this.active = index;
    this.#measure()?.();
    const card = this.cards.get(index);
    if (card) card.button.tabIndex = 0;
  }

  #onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(innerHeight / this.row) - 1) * this.columns;
    const step = {
      ArrowRight: 1, ArrowLeft: -1, ArrowDown: this.columns, ArrowUp: -this.columns, PageDown: page, PageUp: -page,
      Home: -Infinity, End: Infinity,
    }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const to = Math.max(0, Math.min(this.count - 1, this.active + step));
    if (to !== this.active) this.focus(this.only?.[to] ?? to);
  }
}
