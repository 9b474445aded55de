import { fill, h, setHidden } from '../lib/dom.js';
import { moment, money } from '../lib/format.js';
import { images, thumbnailOf } from '../ui/images.js';

/** What an older image is called: when it was stored, else its id. */
export const versionLabel = (version) => (version.storedAt ? moment(version.storedAt) : String(version.version));

/** When, with which model, for how much: what stands below an image that is compared. */
export function imageLine(made, storedAt) {
  const when = made?.generatedAt ?? storedAt;
  const shape = [made?.imageSize, made?.aspectRatio].filter(Boolean).join(', ');
  return [when && moment(when), made?.model, shape, made && money(made.costUsd)].filter(Boolean).join(' · ');
}

/** The older images of a beat as a strip: choosing one compares it with the present one. */
export class Versions {
  /** @param {(version: object|null) => void} onShow a version to compare, or null for the present image alone */
  constructor(onShow) {
    this.onShow = onShow;
    this.list = h('div.versions', { role: 'group', 'aria-labelledby': 'versions-title' });
    this.element = h('section', { hidden: true }, h('h3', { id: 'versions-title' }, 'Versions'), this.list,
      h('p.hint', {}, 'Choose one to see it beside the present image.'));
  }

  /** @param {string|null} shown the id of the version that is shown */
  show(beat, older, shown) {
    setHidden(this.element, older.length === 0 || !beat.imageUri);
    const state = `${beat.imageUri}|${shown}|${older.map((v) => v.version)}`;
    if (this.element.hidden || state === this.state) return;
    this.state = state;
    const focused = [...this.list.children].indexOf(document.activeElement);
    fill(this.list, [null, ...older].map((version) => {
      const img = h('img', { alt: '', loading: 'lazy' });
      queueMicrotask(() => images.show(img, thumbnailOf(version ? version.uri : beat.imageUri)));
      const isShown = (version?.version ?? null) === shown;
      return h('button.version', { type: 'button', 'aria-pressed': String(isShown), onclick: () => this.onShow(version) },
        img, h('span', {}, version ? versionLabel(version) : 'present'));
    }));
    this.list.children[focused]?.focus();
  }
}
