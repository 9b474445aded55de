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
  /** @param {{onOpen: (index: number) => void, onRatio: (ratio: number) => void}} on a frame was chosen; an image of this shape came */
  constructor(label, { onOpen, onRatio }) {
    this.element = document.createElement('div');
    this.element.className = 'sheet';
    this.element.setAttribute('role', 'list');
    this.element.setAttribute('aria-label', label);
    this.beats = [];
    this.cards = new Map();
    this.active = 0;
    this.ratio = 16 / 9;
    this.columns = 1;
    this.draw = () => this.#measure();
    this.element.addEventListener('click', (e) => {
      const button = e.target.closest('[data-index]');
      if (!button) return;
      this.#activate(Number(button.dataset.index));
      onOpen(this.active);
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

  show(beats) {
    if (beats.length !== this.beats.length) {
      for (const card of this.cards.values()) card.element.remove();
      this.cards.clear();
      this.active = Math.min(this.active, Math.max(0, beats.length - 1));
    }
    this.beats = beats;
    nextFrame(this.draw);
  }

  /** Gives every frame a shape; extreme ones are cropped. */
  setRatio(ratio) {
    this.ratio = Math.max(0.5, Math.min(2.4, ratio));
    nextFrame(this.draw);
  }

  /** Puts the keyboard on a frame, scrolling to it. */
  focus(index) {
    this.#activate(index);
    const button = this.cards.get(index)?.button;
    button?.scrollIntoView({ block: 'nearest' });
    button?.focus({ preventScroll: true });
  }

  // Reads the layout, and returns what is to be written for it.
  #measure() {
    const width = this.element.clientWidth;
    if (!width || !this.beats.length) return null;
    const { top } = this.element.getBoundingClientRect();
    this.columns = Math.max(1, Math.round(width / frameWidth(width)));
    this.width = (width - gap * (this.columns - 1)) / this.columns;
    this.image = Math.round(this.width / this.ratio);
    this.row = this.image + caption + gap;
    return () => this.#draw(top);
  }

  #draw(top) {
    this.element.style.height = `${Math.ceil(this.beats.length / this.columns) * this.row}px`;
    this.element.style.setProperty('--image', `${this.image}px`);
    const first = Math.max(0, Math.floor(-top / this.row) - 2) * this.columns;
    const last = Math.min(this.beats.length, (Math.ceil((innerHeight - top) / this.row) + 2) * this.columns);
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
      card = new BeatCard(index, this.beats.length);
      this.cards.set(index, card);
      card.button.tabIndex = index === this.active ? 0 : -1;
      this.#insert(index, card.element);
    }
    const { style } = card.element;
    style.width = `${this.width}px`;
    style.transform = `translate(${(index % this.columns) * (this.width + gap)}px, ${Math.floor(index / this.columns) * this.row}px)`;
    const beat = this.beats[index];
    card.show(beat, index === 0 || this.beats[index - 1].shot_number !== beat.shot_number);
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
    const to = Math.max(0, Math.min(this.beats.length - 1, this.active + step));
    if (to !== this.active) this.focus(to);
  }
}
