import { sample } from '../api/api.js';
import { announce } from '../lib/announce.js';
import { fill, h, setHidden } from '../lib/dom.js';
import { locate } from '../lib/json-locate.js';
import { draft } from './storyboard-draft.js';

const placeholder = `{
  "projectPath": "projects/my-story",
  "promptsByStyle": {
    "illustration": [
      { "shot_number": 1, "beat_number": "1.1", "transition_type": "H",
        "ai_prompt": "A lighthouse at dawn, gulls above the rocks" }
    ]
  }
}`;

/** Where a storyboard is pasted, dropped, chosen or the sample taken. */
export class StoryboardInput {
  constructor(onChange) {
    this.onChange = onChange;
    this.file = h('input', { type: 'file', accept: '.json,application/json', hidden: true, 'aria-label': 'Storyboard file' });
    this.file.addEventListener('change', () => {
      if (this.file.files.length) this.#read(this.file.files[0]);
      this.file.value = '';
    });
    this.text = h('textarea', { id: 'storyboard', spellcheck: 'false', autocapitalize: 'off', wrap: 'off', placeholder, 'aria-describedby': 'storyboard-hint' });
    this.text.addEventListener('input', () => {
      draft.edit(this.text.value);
      onChange();
    });
    this.aside = h('p.large-file', { hidden: true });
    this.message = h('p.input-message', { role: 'alert' });
    this.element = h('section.pane.input-pane', { 'aria-labelledby': 'storyboard-label' },
      h('div.pane-head', {},
        h('label', { for: 'storyboard', id: 'storyboard-label' }, 'Storyboard'),
        h('div.button-row', {},
          h('a.button.small', { href: '#/storyboard' }, 'Edit as a table'),
          h('button.button.small', { type: 'button', onclick: () => this.file.click() }, 'Choose a file'),
          h('button.button.small', { type: 'button', onclick: () => this.#loadSample() }, 'Load the sample'))),
      h('p.hint', { id: 'storyboard-hint' }, 'Paste the JSON here, or drop a file anywhere on this page.'),
      this.text, this.aside, this.message, this.file);
    this.drop = this.#listenForDrops();
    this.show();
  }

  close() {
    this.drop.abort();
    delete document.body.dataset.dropping;
  }

  show() {
    setHidden(this.text, draft.isTooLargeToShow);
    setHidden(this.aside, !draft.isTooLargeToShow);
    if (draft.isTooLargeToShow) {
      fill(this.aside, draft.summary, ' ', h('button.link', { type: 'button', onclick: () => this.#load('', '') }, 'Clear'));
    } else if (this.text.value !== draft.text) {
      this.text.value = draft.text;
    }
  }

  markFaulty(isFaulty) {
    if (isFaulty) this.text.setAttribute('aria-invalid', 'true');
    else this.text.removeAttribute('aria-invalid');
  }

  /** Selects the place of a fault; false when the text is not shown. */
  select(fault) {
    if (draft.isTooLargeToShow) return false;
    const { start, end } = fault.at === undefined || fault.at === null
      ? locate(this.text.value, fault.path)
      : { start: fault.at, end: Math.min(fault.at + 1, this.text.value.length) };
    this.text.focus();
    this.text.setSelectionRange(start, end);
    this.#scrollTo(start);
    return true;
  }

  // Browsers do not scroll a text box to its selection. Lines do not wrap and characters have one width, so the place can be computed.
  #scrollTo(offset) {
    const before = this.text.value.slice(0, offset).split('\n');
    const { lineHeight, font } = getComputedStyle(this.text);
    const pen = document.createElement('canvas').getContext('2d');
    pen.font = font;
    this.text.scrollTop = Math.max(0, (before.length - 1) * parseFloat(lineHeight) - this.text.clientHeight / 2);
    this.text.scrollLeft = Math.max(0, pen.measureText(before.at(-1)).width - this.text.clientWidth / 2);
  }

  async #loadSample() {
    try {
      this.#load(await sample(), 'The sample');
    } catch (error) {
      fill(this.message, error.message);
    }
  }

  async #read(file) {
    try {
      this.#load(await file.text(), file.name);
    } catch {
      fill(this.message, `${file.name} cannot be read. Choose it again.`);
    }
  }

  #load(text, source) {
    fill(this.message);
    draft.load(text, source);
    this.show();
    this.text.scrollTop = 0;
    if (source) announce(`${source} loaded.`, { now: true });
    this.onChange();
  }

  #listenForDrops() {
    const controller = new AbortController();
    const { signal } = controller;
    const set = (on) => {
      if (on) document.body.dataset.dropping = '';
      else delete document.body.dataset.dropping;
    };
    addEventListener('dragover', (e) => {
      if (!e.dataTransfer?.types.includes('Files')) return;
      e.preventDefault();
      set(true);
    }, { signal });
    addEventListener('dragleave', (e) => { if (!e.relatedTarget) set(false); }, { signal });
    addEventListener('drop', (e) => {
      set(false);
      const file = e.dataTransfer?.files[0];
      if (!file) return;
      e.preventDefault();
      if (file.type.startsWith('image/')) fill(this.message, `${file.name} is an image. Drop it on References, below the storyboard.`);
      else this.#read(file);
    }, { signal });
    return controller;
  }
}
