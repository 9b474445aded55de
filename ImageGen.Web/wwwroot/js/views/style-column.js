import { hostNow } from '../api/http.js';
import { h, setHidden, setText } from '../lib/dom.js';
import { countdown, percent } from '../lib/format.js';
import { ContactSheet } from '../ui/contact-sheet.js';
import { FilmBar } from '../ui/film-bar.js';
import { icon } from '../ui/icons.js';

/** One style of a run: bar, what it waits for, its beats. */
export class StyleColumn {
  constructor(name, { onOpen, onRatio }) {
    this.name = name;
    this.id = `style-${name}`;
    this.bar = new FilmBar(`Progress of ${name}`);
    this.figures = h('span.column-figures');
    this.waiting = h('span.column-waiting', { hidden: true }, icon('waiting'), ' ');
    this.waitingTime = h('span');
    this.waiting.append(this.waitingTime, ' · ');
    this.counts = h('span');
    this.detail = h('p.column-detail', {}, this.waiting, this.counts);
    this.sheet = new ContactSheet(`${name}: beats`, { onOpen, onRatio });
    this.none = h('p.hint', { hidden: true }, 'No beat of this style.');
    this.element = h('section.column', { id: this.id, 'aria-labelledby': `${this.id}-title` },
      h('header.column-head', {},
        h('div.column-title', {}, h('h2', { id: `${this.id}-title` }, name), this.figures),
        this.bar.element, this.detail),
      this.none, this.sheet.element);
  }

  close() {
    this.sheet.close();
  }

  /** @param {(beat: object) => boolean} [has] which beats are shown; left out: all */
  show(style, has) {
    this.style = style;
    const { counts, completed, total } = style;
    setText(this.figures, `${completed.toLocaleString()}/${total.toLocaleString()} · ${percent(completed, total)} %`);
    this.bar.show(completed, counts.error, total);
    setText(this.counts, [
      counts.generating && `${counts.generating} generating`,
      counts.pending && `${counts.pending.toLocaleString()} pending`,
      style.candidatesLeft && `${style.candidatesLeft.toLocaleString()} more to choose from`,
      counts.exists && `${counts.exists.toLocaleString()} existing`,
      counts.error && `${counts.error.toLocaleString()} failed`,
      counts.skipped && `${counts.skipped.toLocaleString()} skipped`,
      counts.approved && `${counts.approved.toLocaleString()} approved`,
    ].filter(Boolean).join(' · ') || 'all generated');
    this.sheet.show(style.beats, has);
    setHidden(this.none, this.sheet.count > 0);
    this.tick();
  }

  /** What changes with time alone. */
  tick() {
    const { isWaiting, waitingUntil } = this.style;
    setHidden(this.waiting, !isWaiting);
    if (!isWaiting) return;
    const left = waitingUntil ? Date.parse(waitingUntil) - hostNow() : null;
    setText(this.waitingTime, left === null || left <= 0 ? 'waiting' : `waiting, ${countdown(left)}`);
  }
}
