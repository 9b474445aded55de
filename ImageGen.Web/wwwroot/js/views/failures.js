import { fill, h, setHidden, setText } from '../lib/dom.js';
import { count } from '../lib/format.js';
import { icon } from '../ui/icons.js';

const mostBeats = 24;
const mostGroups = 20;

/** Every beat that failed, by reason: one cause is read once, and mended once. */
export class Failures {
  /** @param {{onRetry: (beats: {style: string, beat_number: string}[]) => void, onOpen: (style: string, beat: string) => void}} on */
  constructor(on) {
    this.on = on;
    this.title = h('span');
    this.groups = h('ul.failure-groups');
    this.element = h('details.failures', { hidden: true, open: true }, h('summary', {}, icon('error'), ' ', this.title), this.groups);
  }

  show(model) {
    const failed = model.styles.flatMap((style) => (style.counts.error === 0 ? [] : style.beats
      .filter((beat) => beat.state === 'error')
      .map((beat) => ({ style: style.name, beat_number: beat.beat_number, reason: beat.error?.reason ?? 'No reason was given.' }))));
    setHidden(this.element, failed.length === 0);
    const state = failed.map((f) => `${f.style}/${f.beat_number}/${f.reason}`).join('\n');
    if (state === this.last) return;
    this.last = state;
    setText(this.title, `${count(failed.length, 'beat')} without an image`);
    const groups = Map.groupBy ? Map.groupBy(failed, (f) => f.reason) : groupBy(failed);
    const all = [...groups].sort((a, b) => b[1].length - a[1].length);
    fill(this.groups, all.slice(0, mostGroups).map(([reason, beats]) => this.#group(reason, beats)),
      all.length > mostGroups && h('li.hint', {}, `And ${all.length - mostGroups} more reasons, each with its beat below.`));
  }

  #group(reason, beats) {
    const retry = beats.map(({ style, beat_number }) => ({ style, beat_number }));
    return h('li.failure-group', {},
      h('p.failure-reason', {}, reason),
      h('div.chips', {},
        beats.slice(0, mostBeats).map((beat) => h('button.chip', { type: 'button', onclick: () => this.on.onOpen(beat.style, beat.beat_number) },
          `${beat.beat_number} `, h('span.chip-style', {}, beat.style))),
        beats.length > mostBeats && h('span.hint', {}, `and ${(beats.length - mostBeats).toLocaleString()} more`)),
      h('button.button.small', { type: 'button', onclick: () => this.on.onRetry(retry) },
        beats.length === 1 ? `Retry ${beats[0].beat_number}` : `Retry these ${beats.length.toLocaleString()}`));
  }
}

// For browsers of before 2024.
function groupBy(failed) {
  const groups = new Map();
  for (const failure of failed) {
    if (!groups.has(failure.reason)) groups.set(failure.reason, []);
    groups.get(failure.reason).push(failure);
  }
  return groups;
}
