import { exportPath } from '../api/api.js';
import { request } from '../api/http.js';
import { announce } from '../lib/announce.js';
import { fill, h, setHidden, setText } from '../lib/dom.js';
import { save } from '../lib/save.js';

const formats = [
  { format: 'pdf', label: 'Contact sheet', file: 'PDF', extension: 'pdf' },
  { format: 'animatic', label: 'Animatic', file: 'animated WebP', extension: 'webp' },
  { format: 'animatic', container: 'mp4', label: 'Animatic', file: 'MP4', extension: 'mp4' },
  { format: 'otio', label: 'Timeline', file: 'OpenTimelineIO', extension: 'otio' },
  { format: 'fcpxml', label: 'Timeline', file: 'Final Cut Pro XML', extension: 'fcpxml' },
  { format: 'csv', label: 'Table of beats', file: 'CSV', extension: 'csv' },
];

/** The Export button of a run: what its images can be saved as, in all styles or one. */
export class ExportMenu {
  /** @param {(error: Error|null) => void} onError what could not be exported, or null when it is being tried */
  constructor(onError) {
    this.onError = onError;
    this.style = h('select', { id: 'export-style' });
    this.items = formats.map((what) => h('button.menu-item', { type: 'button', onclick: () => this.#export(what) },
      h('span', {}, what.label), h('span.menu-note', {}, what.file)));
    this.label = h('summary.button', {}, 'Export');
    this.note = h('p.export-note', { role: 'status', hidden: true });
    this.menu = h('details.menu', {}, this.label,
      h('div.menu-body', {}, h('label.field', { for: 'export-style' }, 'Style', this.style), h('div.menu-items', {}, this.items)));
    this.menu.addEventListener('keydown', (e) => {
      if (e.key === 'Escape' && this.menu.open) {
        e.preventDefault();
        this.#close();
      }
    });
    this.menu.addEventListener('focusout', (e) => {
      if (e.relatedTarget && !this.menu.contains(e.relatedTarget)) this.menu.open = false;
    });
  }

  show(model) {
    this.header = model.header;
    setHidden(this.menu, model.completed === 0);
    const names = model.styles.map((style) => style.name);
    if (this.shown === names.join()) return;
    this.shown = names.join();
    fill(this.style,
      names.length > 1 && h('option', { value: '' }, names.length === 3 ? 'All three, side by side' : 'Both, side by side'),
      names.map((name) => h('option', { value: name }, name)));
  }

  async #export(what) {
    const name = `${this.header.project}.${what.extension}`;
    this.#close();
    this.onError(null);
    this.#say(`Preparing ${name}…`);
    this.label.setAttribute('aria-disabled', 'true');
    try {
      const response = await request(exportPath(this.header.id, what.format, { style: this.style.value, container: what.container }));
      save(await response.blob(), name);
      const notes = response.headers.get('imagegen-notes');
      this.#say(notes ? `${name} is saved. ${notes}` : `${name} is saved.`);
    } catch (error) {
      this.#say('');
      this.onError(error);
    } finally {
      this.label.removeAttribute('aria-disabled');
    }
  }

  #close() {
    this.menu.open = false;
    this.label.focus();
  }

  #say(text) {
    setText(this.note, text);
    setHidden(this.note, !text);
    if (text) announce(text, { now: true });
  }
}
