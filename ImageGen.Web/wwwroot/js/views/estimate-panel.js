import { listModels } from '../api/api.js';
import { fill, h, setHidden } from '../lib/dom.js';
import { count, duration, money } from '../lib/format.js';
import { candidateWords } from '../model/candidate-words.js';
import { icon } from '../ui/icons.js';
import { draft } from './storyboard-draft.js';

// A model without a known price can be generated with all the same.
const price = (usd) => (Number.isFinite(usd) ? money(usd) : 'not known');

/** The last look before money is spent: what will be generated, how long it takes, what it costs, and Start. */
export class EstimatePanel {
  constructor({ onChange, onStart }) {
    this.figures = h('dl.figures');
    this.styles = h('table.estimate');
    this.note = h('p.hint');
    this.warnings = h('ul.waits', { hidden: true, 'aria-label': 'Worth knowing' });
    this.maxCost = h('input', { id: 'max-cost', type: 'text', inputmode: 'decimal', autocomplete: 'off', placeholder: 'none', 'aria-describedby': 'max-cost-hint' });
    this.maxCost.addEventListener('input', () => {
      draft.maxCost = this.maxCost.value;
      onChange();
    });
    this.overwrite = this.#flag('overwrite', onChange);
    this.includeApproved = this.#flag('includeApproved', onChange);
    this.approvedRow = h('div.check', { hidden: true }, this.includeApproved,
      h('label', { for: 'includeApproved' }, 'Regenerate approved images, too', h('span.hint', {}, 'Without this, what you approved stays.')));
    this.choices = Object.fromEntries(Object.entries({ model: 'Model', imageSize: 'Size', aspectRatio: 'Aspect ratio', candidates: 'Candidates' }).map(([name, label]) => {
      const list = h('select', { id: `choice-${name}` });
      list.addEventListener('change', () => {
        draft.choices[name] = list.value;
        this.#showChoices();
        onChange();
      });
      return [name, { list, field: h('div.field', {}, h('label', { for: list.id }, label), list) }];
    }));
    this.start = h('button.button.primary.wide', { type: 'button', onclick: onStart }, 'Start');
    this.problem = h('div.problem', { role: 'alert', hidden: true });
    this.element = h('section.pane.estimate-pane', { 'aria-labelledby': 'estimate-title' },
      h('h2', { id: 'estimate-title' }, 'Before you start'),
      this.figures, this.styles, this.note,
      h('div.options', {},
        h('div.choices', {}, Object.values(this.choices).map((choice) => choice.field)),
        h('div.field', {},
          h('label', { for: 'max-cost' }, 'Cost limit in US dollars'), this.maxCost,
          h('span.hint', { id: 'max-cost-hint' }, 'The run pauses before it would pass this.')),
        h('div.check', {}, this.overwrite,
          h('label', { for: 'overwrite' }, 'Regenerate existing images', h('span.hint', {}, 'Older images are kept as versions.'))),
        this.approvedRow),
      this.warnings, this.problem, this.start);
    this.readDraft();
    this.#loadModels();
  }

  #flag(name, onChange) {
    const box = h('input', { id: name, type: 'checkbox' });
    box.addEventListener('change', () => {
      draft[name] = box.checked;
      onChange();
    });
    return box;
  }

  async #loadModels() {
    try {
      this.models = await listModels();
    } catch {
      // The estimate says what is wrong with the host.
      return;
    }
    this.#showChoices();
  }

  /** Sizes and ratios are those of the chosen model; a choice that it does not have stays to be seen, and the host names the fault. */
  #showChoices() {
    const { models } = this;
    const id = draft.choices.model || models?.default;
    const model = models?.models.find((m) => m.id === id);
    const price = (s) => (Number.isFinite(s.priceUsd) ? `${s.size}, ${money(s.priceUsd)} an image` : s.size);
    this.#fillChoice('model', models ? `Default (${models.default})` : 'Default', (models?.models ?? []).map((m) => [m.id, m.deprecatedOn ? `${m.id} (deprecated)` : m.id]));
    this.#fillChoice('imageSize', model?.defaultSize ? `Default (${model.defaultSize})` : 'Default', (model?.sizes ?? []).map((s) => [s.size, price(s)]));
    this.#fillChoice('aspectRatio', 'Default', (model?.aspectRatios ?? []).map((r) => [r, r]));
    this.#fillChoice('candidates', 'Default (1)', ['1', '2', '3', '4'].map((n) => [n, n]));
  }

  #fillChoice(name, none, options) {
    const { list } = this.choices[name];
    const chosen = draft.choices[name];
    const all = [['', none], ...options];
    if (chosen && !options.some(([value]) => value === chosen)) all.push([chosen, `${chosen} (not possible)`]);
    fill(list, all.map(([value, text]) => h('option', { value }, text)));
    list.value = chosen;
  }

  /** The inputs show the options of a storyboard that was just loaded. */
  readDraft() {
    if (this.maxCost.value !== draft.maxCost) this.maxCost.value = draft.maxCost;
    this.overwrite.checked = draft.overwrite;
    this.includeApproved.checked = draft.includeApproved;
    this.#showChoices();
  }

  /**
   * @param {'empty'|'checking'|'faulty'|'unknown'|'ready'} state
   * @param {object} [estimate] what the host says, when it is ready
   * @param {object} [asked] the request that it is of
   */
  show(state, estimate, asked) {
    this.element.dataset.state = state;
    this.start.disabled = state !== 'ready';
    const figure = (label, value) => h('div', {}, h('dt', {}, label), h('dd', {}, value));
    const isReady = state === 'ready';
    const words = isReady ? candidateWords(asked, estimate) : null;
    const [label, unit] = words ? ['Calls', 'call'] : ['Images', 'image'];
    fill(this.figures,
      figure(label, isReady ? estimate.images.toLocaleString() : '–'),
      figure('Time', isReady && Number.isFinite(estimate.seconds) ? `from ${duration(estimate.seconds)}` : '–'),
      figure('Cost', isReady ? price(estimate.costUsd) : '–'));
    fill(this.start, isReady && estimate.images ? `Start: ${count(estimate.images, unit)}` : 'Start');
    fill(this.note, {
      empty: 'Load a storyboard to see what it takes.',
      checking: 'Checking…',
      faulty: 'Fix what is listed to see what it takes.',
      unknown: '',
      ready: [
        words,
        estimate?.existing && `${count(estimate.existing, 'image is', 'images are')} there already and will not be regenerated.`,
      ].filter(Boolean).join(' '),
    }[state]);
    setHidden(this.approvedRow, !draft.includeApproved && !(isReady && estimate.approvedKept));
    const warnings = isReady ? estimate.warnings ?? [] : [];
    setHidden(this.warnings, warnings.length === 0);
    fill(this.warnings, warnings.map((text) => h('li', {}, icon('warning'), h('span', {}, text))));
    setHidden(this.styles, !isReady);
    if (isReady) this.#showStyles(estimate.perStyle, label);
  }

  #showStyles(styles, label) {
    const head = (text, isNumber) => h(isNumber ? 'th.number' : 'th', { scope: 'col' }, text);
    const cell = (text) => h('td.number', {}, text);
    fill(this.styles,
      h('caption.visually-hidden', {}, 'Per style'),
      h('thead', {}, h('tr', {}, head('Style'), head(label, true), head('Keys', true), head('Cost', true))),
      h('tbody', {}, styles.map((s) => h('tr', {},
        h('th', { scope: 'row' }, s.style), cell(s.images.toLocaleString()), cell(s.keys ? String(s.keys) : 'none'), cell(price(s.costUsd))))));
  }

  showProblem(...content) {
    setHidden(this.problem, content.length === 0);
    fill(this.problem, ...content);
  }
}
