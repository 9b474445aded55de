import { approveSheet, deleteReference, generateSheet, listReferences, projectOf, putReference } from '../api/references.js';
import { announce } from '../lib/announce.js';
import { fill, h, setHidden } from '../lib/dom.js';
import { idPattern, idOf, kinds, referencesOf } from '../model/reference-list.js';
import { ask } from '../ui/dialogs.js';
import { listenForDrops } from '../ui/drops.js';
import { referenceCard } from './reference-card.js';
import { askForSheet, sheetIsGenerated } from './sheet-dialog.js';
import { draft } from './storyboard-draft.js';

/** The reference images of the storyboard's project: upload, generate a sheet, approve it, declare it. */
export class ReferencesPanel {
  /** @param {() => void} onChange the storyboard, or what its estimate depends on, has changed */
  constructor(onChange) {
    this.onChange = onChange;
    this.stored = [];
    this.busy = new Map();
    this.leave = new AbortController();
    this.list = h('ul.references');
    this.hint = h('p.hint');
    this.problem = h('div.problem', { role: 'alert', hidden: true });
    this.file = h('input', { type: 'file', accept: 'image/png,image/jpeg,image/webp', hidden: true, 'aria-label': 'Reference image file' });
    this.file.addEventListener('change', () => {
      const [file] = this.file.files;
      this.file.value = '';
      if (file) this.take(file);
    });
    this.id = h('input', { id: 'reference-id', type: 'text', autocomplete: 'off', spellcheck: 'false', maxlength: '30', placeholder: 'hare' });
    this.kind = h('select', { id: 'reference-kind' }, kinds.map((kind) => h('option', { value: kind }, kind)));
    this.description = h('textarea', { id: 'reference-description', rows: '2', maxlength: '2000', placeholder: 'A small brown hare with a red scarf' });
    this.form = h('form.reference-form', { 'aria-labelledby': 'reference-form-title', onsubmit: (e) => { e.preventDefault(); this.#addSheet(); } },
      h('h3.wide', { id: 'reference-form-title' }, 'New reference'),
      h('div.field', {}, h('label', { for: 'reference-id' }, 'Name'), this.id),
      h('div.field', {}, h('label', { for: 'reference-kind' }, 'Kind'), this.kind),
      h('div.field.wide', {}, h('label', { for: 'reference-description' }, 'What it looks like'), this.description),
      h('div.button-row', {},
        h('button.button', { type: 'button', onclick: () => this.#addImage() }, 'Upload an image'),
        h('button.button', { type: 'submit' }, 'Generate a sheet')));
    this.element = h('section.pane.references-pane', { 'aria-labelledby': 'references-title', hidden: true },
      h('h2', { id: 'references-title' }, 'References'), this.hint, this.list, this.problem, this.form, this.file);
    listenForDrops(this.element, (file, target) => {
      const id = target.closest?.('li.reference')?.dataset.id;
      this.asking = referencesOf(this.value, this.stored).find((r) => r.id.toLowerCase() === id) ?? null;
      this.take(file);
    });
  }

  close() {
    this.leave.abort();
    clearTimeout(this.timer);
  }

  /** The storyboard is another one, or another version of it. */
  update() {
    const { value } = draft.parse();
    this.value = value ?? null;
    const project = projectOf(value?.projectPath);
    setHidden(this.element, project === null);
    if (project === null) return;
    this.#show();
    if (project === this.project) return;
    this.project = project;
    this.stored = [];
    clearTimeout(this.timer);
    // While a path is being typed, each of its beginnings is a project.
    this.timer = setTimeout(() => this.#load(), 300);
  }

  /** Uploads a file: for the reference that asked for it, else for the one that is named in the form, else under the file's own name. */
  async take(file) {
    const asked = this.asking;
    this.asking = null;
    if (!asked && !this.id.value.trim()) this.id.value = idOf(file.name);
    const reference = asked ?? this.#named();
    if (!reference) return;
    await this.#work(reference, 'Uploading', async () => {
      await putReference(this.project, reference.id, file, { kind: reference.kind, description: reference.description });
      if (!asked) this.#added(reference);
      announce(`The image of ${reference.id} is stored.`, { now: true });
    });
  }

  async #load() {
    const { project } = this;
    try {
      const stored = await listReferences(project, this.leave.signal);
      if (project !== this.project) return;
      this.stored = stored;
      this.#show();
    } catch (error) {
      // A project of which nothing is known has none; that the host does not answer, the estimate says.
      if (error.status >= 400 && error.status !== 404 && project === this.project) this.#fail(error.message);
    }
  }

  #show() {
    const all = referencesOf(this.value, this.stored).map((r) => ({ ...r, busy: this.busy.get(r.id.toLowerCase()) }));
    const focused = this.list.contains(document.activeElement) ? document.activeElement : null;
    const place = focused && [focused.closest('li')?.dataset.id, focused.textContent];
    fill(this.hint, all.length
      ? 'Beats show the references that they list, or whose names are in their prompts.'
      : 'Images that keep a character, a thing or a place the same in every beat. None yet: name one and upload its image, or have a sheet generated.');
    setHidden(this.list, all.length === 0);
    fill(this.list, all.map((reference) => referenceCard(reference, {
      replace: (r) => this.#choose(r),
      sheet: (r) => this.#sheet(r),
      approve: (r) => this.#approve(r),
      declare: (r) => { this.#declare(r); announce(`${r.id} is in the storyboard.`, { now: true }); },
      remove: (r) => this.#remove(r),
    })));
    if (!place) return;
    const card = this.list.querySelector(`[data-id="${CSS.escape(place[0] ?? '')}"]`);
    const buttons = [...(card?.querySelectorAll('button:not(:disabled)') ?? [])];
    // The button may be gone, or be out of use while its work is under way: then the reference itself has the focus.
    (buttons.find((b) => b.textContent === place[1]) ?? card?.querySelector('h3') ?? this.id).focus();
  }

  #choose(reference) {
    this.asking = reference;
    this.file.click();
  }

  #addImage() {
    if (!this.#named()) return;
    this.asking = null;
    this.file.click();
  }

  async #addSheet() {
    const reference = this.#named();
    if (!reference) return;
    if (!reference.description) {
      this.#fail('Say in words what it looks like: the sheet is generated from that.');
      this.description.focus();
      return;
    }
    if (await this.#sheet(reference)) this.#added(reference);
  }

  /** The reference of the form; null, with the reason, when it has no name that can be used. */
  #named() {
    const id = this.id.value.trim();
    if (!idPattern.test(id)) {
      this.#fail('Name it with letters (a to z), digits, hyphens and underscores, such as hare or old-mill.');
      this.id.focus();
      return null;
    }
    this.#fail();
    return { id, kind: this.kind.value, description: this.description.value.trim() };
  }

  #added(reference) {
    this.#declare(reference);
    this.id.value = this.description.value = '';
  }

  #declare({ id, kind, description }) {
    const { value } = draft.parse();
    if (!value) return;
    const references = Array.isArray(value.references) ? value.references : [];
    if (references.some((r) => typeof r?.id === 'string' && r.id.toLowerCase() === id.toLowerCase())) return;
    const { projectPath, ...others } = value;
    delete others.references;
    const declared = { id, kind: kind ?? 'character', ...(description ? { description } : {}) };
    draft.edit(JSON.stringify({ projectPath, references: [...references, declared], ...others }, null, 2));
    this.onChange(true);
  }

  /** Says what a sheet costs, generates it when the person agrees, and waits for it. True: it was started. */
  async #sheet(reference) {
    this.#fail();
    let request;
    try {
      request = await askForSheet(this.project, reference);
    } catch (error) {
      this.#fail(error.message);
    }
    if (!request) return false;
    reference.description = request.description ?? '';
    let isStarted = false;
    await this.#work(reference, 'Generating the sheet', async () => {
      const { id } = await generateSheet(this.project, reference.id, request);
      isStarted = true;
      await sheetIsGenerated(id, this.leave.signal);
      announce(`The sheet of ${reference.id} waits for your approval.`, { now: true });
    });
    return isStarted;
  }

  #approve(reference) {
    return this.#work(reference, 'Approving', async () => {
      await approveSheet(this.project, reference.id, reference.sheet.etag);
      announce(`The sheet of ${reference.id} is its image now.`, { now: true });
    });
  }

  async #remove(reference) {
    const answer = await ask({
      title: `Delete ${reference.id}?`,
      body: [h('p', {}, reference.isDeclared
        ? 'Its image and description are deleted. The storyboard declares it and cannot be started until it has an image again.'
        : 'Its image and description are deleted.')],
      buttons: [{ value: 'ok', label: 'Delete', kind: 'danger' }, { value: null, label: 'Keep it' }],
    });
    if (answer !== 'ok') return;
    await this.#work(reference, 'Deleting', async () => {
      await deleteReference(this.project, reference.id);
      announce(`${reference.id} is deleted.`, { now: true });
    });
  }

  /** Does something about a reference, shows that it is under way, and reads the list again. */
  async #work(reference, words, work) {
    const key = reference.id.toLowerCase();
    if (this.busy.has(key)) return;
    this.busy.set(key, `${words}…`);
    this.#fail();
    this.#show();
    try {
      await work();
    } catch (error) {
      if (error.name !== 'AbortError') this.#refused(error);
    } finally {
      this.busy.delete(key);
      if (!this.leave.signal.aborted) {
        await this.#load();
        this.onChange(false);
      }
    }
  }

  #refused(error) {
    const run = error.run ?? (error.status === 409 ? error.problem?.id : null);
    const words = error.faults?.length ? error.faults.map((f) => `${f.problem} ${f.remedy}`).join(' ') : error.message;
    this.#fail(run && !error.run ? 'A sheet of this project is being generated already. ' : `${words} `, run ? h('a', { href: `#/runs/${encodeURIComponent(run)}` }, 'Go to its run') : null);
  }

  #fail(...content) {
    setHidden(this.problem, content.length === 0);
    fill(this.problem, ...content);
  }
}
