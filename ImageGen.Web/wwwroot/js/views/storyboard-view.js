import { announce } from '../lib/announce.js';
import { fill, h, setHidden } from '../lib/dom.js';
import { count } from '../lib/format.js';
import { save } from '../lib/save.js';
import { StoryboardRows } from '../model/storyboard-rows.js';
import { draft } from './storyboard-draft.js';

const groupSize = 20;
const rowHeight = 96;

const blank = () => JSON.stringify({
  projectPath: 'projects/my-story',
  promptsByStyle: Object.fromEntries(['illustration', 'clear', 'consistent'].map(
    (style) => [style, [{ shot_number: 1, beat_number: '1.1', transition_type: 'H', ai_prompt: '' }]])),
}, null, 2);

/** Route `#/storyboard`: the storyboard that is being prepared, as a table. Groups of rows exist only while they are near the screen. */
export class StoryboardView {
  title = 'Storyboard';

  constructor() {
    if (draft.isEmpty) draft.load(blank(), 'A new storyboard');
    const { value: read, fault } = draft.parse();
    const value = read && structuredClone(read);
    this.rows = value ? new StoryboardRows(value) : null;
    this.status = h('span.hint');
    this.project = h('input', { id: 'project-path', type: 'text', autocomplete: 'off', spellcheck: 'false' });
    this.project.value = value?.projectPath ?? '';
    this.project.addEventListener('input', () => {
      this.rows.value.projectPath = this.project.value;
      this.#changed();
    });
    this.body = h('div.board-body');
    this.element = h('div.board-view', {},
      h('header.intro', {}, h('h1', { tabindex: '-1' }, 'Storyboard'),
        h('p', {}, 'A row for each beat. An empty prompt leaves the beat out of that style.')),
      this.rows ? this.#content() : h('p.problem', {}, `${fault?.problem ?? 'This cannot be shown as a table.'} `, h('a', { href: '#/' }, 'Go back to its text')));
    if (this.rows) this.#build();
  }

  close() {
    this.watch?.disconnect();
    this.#write();
  }

  #content() {
    const heads = ['Shot', 'Beat', 'Transition', 'Script', ...this.rows.styles, 'References', 'Candidates', ''];
    this.head = h('div.board-row.board-head', { role: 'row' },
      heads.map((text) => h('span', { role: 'columnheader' }, text || h('span.visually-hidden', {}, 'Actions'))));
    this.table = h('div.board', { role: 'table', 'aria-label': 'Beats' }, h('div', { role: 'rowgroup' }, this.head), this.body);
    this.table.dataset.styles = this.rows.styles.length;
    return [
      h('div.board-bar', {},
        h('div.field', {}, h('label', { for: 'project-path' }, 'Project'), this.project),
        h('div.button-row', {}, this.status,
          h('button.button', { type: 'button', onclick: () => this.#add(this.rows.rows.at(-1)) }, 'Add a beat'),
          h('button.button', { type: 'button', onclick: () => this.#export() }, 'Export JSON'),
          h('a.button.primary', { href: '#/' }, 'Check and start'))),
      h('div.board-scroll', { tabindex: '0', role: 'region', 'aria-label': 'Beats of the storyboard' }, this.table),
    ];
  }

  #build() {
    this.watch?.disconnect();
    this.watch = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) this.#show(target, isIntersecting);
    }, { rootMargin: '800px 0px' });
    const groups = [];
    for (let at = 0; at < this.rows.rows.length; at += groupSize) {
      const group = h('div.board-group', { role: 'rowgroup', data: { at } });
      group.style.minHeight = `${Math.min(groupSize, this.rows.rows.length - at) * rowHeight}px`;
      groups.push(group);
    }
    fill(this.body, groups);
    this.table.setAttribute('aria-rowcount', String(this.rows.rows.length + 1));
    for (const group of groups) this.watch.observe(group);
    this.#count();
  }

  #show(group, isNear) {
    const isShown = group.childElementCount > 0;
    if (isNear === isShown || (isShown && group.contains(document.activeElement))) return;
    if (!isNear) {
      group.style.minHeight = `${group.offsetHeight}px`;
      fill(group);
      return;
    }
    const at = Number(group.dataset.at);
    fill(group, this.rows.rows.slice(at, at + groupSize).map((row, i) => this.#row(row, at + i)));
    group.style.minHeight = '';
  }

  #row(row, index) {
    const name = `beat ${row.id}`;
    const text = (label, value, write, kind = 'textarea') => {
      const field = h(kind, { 'aria-label': `${label} of ${name}`, autocomplete: 'off', ...(kind === 'textarea' ? { rows: '3' } : { type: 'text' }) });
      field.value = value;
      field.addEventListener('input', () => {
        write(field.value);
        this.#changed();
      });
      return h('div.board-cell', { role: 'cell', data: { label } }, field);
    };
    const of = (field, label, kind) => text(label, this.rows.get(row, field), (v) => this.rows.set(row, field, v), kind);
    const button = (label, sign, work) => h('button.button.small.quiet', { type: 'button', 'aria-label': `${label} ${name}`, onclick: work }, sign);
    return h('div.board-row', { role: 'row', 'aria-rowindex': String(index + 2) },
      of('shot_number', 'Shot', 'input'), of('beat_number', 'Number', 'input'), of('transition_type', 'Transition', 'input'), of('script_phrase', 'Script'),
      this.rows.styles.map((style) => text(`${style} prompt`, this.rows.prompt(row, style), (v) => this.rows.setPrompt(row, style, v))),
      of('references', 'References', 'input'),
      this.#candidates(row, name),
      h('div.board-cell.board-actions', { role: 'cell' },
        button('Add a beat after', 'Add', () => this.#add(row)), button('Remove', 'Remove', () => this.#remove(row))));
  }

  #candidates(row, name) {
    const value = this.rows.get(row, 'candidates');
    const own = ['', '1', '2', '3', '4'].includes(value) ? [] : [value];
    const list = h('select', { 'aria-label': `Candidates of ${name}` },
      ['', '1', '2', '3', '4', ...own].map((n) => h('option', { value: n }, n || 'default')));
    list.value = value;
    list.addEventListener('change', () => {
      this.rows.set(row, 'candidates', list.value);
      this.#changed();
    });
    return h('div.board-cell', { role: 'cell', data: { label: 'Candidates' } }, list);
  }

  #add(row) {
    const added = this.rows.addAfter(row);
    this.#rebuild(this.rows.rows.indexOf(added));
    announce(`Beat ${added.id} added.`, { now: true });
  }

  #remove(row) {
    const at = this.rows.rows.indexOf(row);
    this.rows.remove(row);
    this.#rebuild(Math.min(at, this.rows.rows.length - 1));
    announce(`Beat ${row.id} removed.`, { now: true });
  }

  #rebuild(index) {
    const { scrollY } = window;
    this.#build();
    const group = this.body.children[Math.floor(index / groupSize)];
    scrollTo(0, scrollY);
    if (group) {
      this.#show(group, true);
      group.children[index % groupSize]?.querySelector('textarea')?.focus();
    }
    this.#changed();
  }

  #changed() {
    this.isDirty = true;
    this.#count();
  }

  #count() {
    fill(this.status, `${count(this.rows.rows.length, 'beat')}${this.isDirty ? ', changed' : ''}`);
    setHidden(this.status, false);
  }

  /** Once, when the view is left: a large storyboard takes longer than a keystroke may. */
  #write() {
    if (this.isDirty) draft.edit(JSON.stringify(this.rows.request, null, 2));
  }

  #export() {
    const name = String(this.rows.value.projectPath ?? '').split(/[\\/]/).filter(Boolean).at(-1) || 'storyboard';
    save(new Blob([JSON.stringify(this.rows.request, null, 2)], { type: 'application/json' }), `${name}.json`);
  }
}
