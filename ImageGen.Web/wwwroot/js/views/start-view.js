import { estimate, listRuns, start } from '../api/api.js';
import { announce } from '../lib/announce.js';
import { fill, h, setHidden } from '../lib/dom.js';
import { count, duration, money } from '../lib/format.js';
import { candidateWords } from '../model/candidate-words.js';
import { CheckPanel } from './check-panel.js';
import { EstimatePanel } from './estimate-panel.js';
import { FaultList } from './fault-list.js';
import { ReferencesPanel } from './references-panel.js';
import { runItem } from './runs-view.js';
import { draft } from './storyboard-draft.js';
import { StoryboardInput } from './storyboard-input.js';

const patience = 400;

/** Route `#/`: from a storyboard to a run. */
export class StartView {
  title = 'New run';

  constructor() {
    this.leave = new AbortController();
    this.input = new StoryboardInput(() => this.#changed(true));
    this.faults = new FaultList((fault) => this.#goTo(fault));
    this.estimate = new EstimatePanel({ onChange: () => this.#changed(false), onStart: () => this.#start() });
    this.references = new ReferencesPanel((isNewText) => {
      if (isNewText) this.input.show();
      this.#changed(isNewText, 0);
    });
    this.recent = h('section.recent', { 'aria-labelledby': 'recent-title', hidden: true });
    this.element = h('div.start', {},
      h('header.intro', {},
        h('h1', { tabindex: '-1' }, 'Turn a storyboard into images'),
        h('p', {}, 'Every beat, generated in each of its styles. Close the tab when you like: the run continues without it.')),
      h('div.start-grid', {}, this.input.element, h('div.side', {}, this.faults.element, this.estimate.element, new CheckPanel().element)),
      this.references.element,
      this.recent);
    this.#changed(true, 0);
    this.#showRecent();
  }

  close() {
    this.leave.abort();
    this.checking?.abort();
    clearTimeout(this.timer);
    this.input.close();
    this.references.close();
  }

  #changed(isNewText, wait = patience) {
    this.estimate.showProblem();
    if (isNewText) {
      this.estimate.readDraft();
      this.references.update();
    }
    clearTimeout(this.timer);
    this.checking?.abort();
    if (draft.isEmpty) {
      this.#showFaults([]);
      this.estimate.show('empty');
      return;
    }
    this.estimate.show('checking');
    this.timer = setTimeout(() => this.#check(), wait);
  }

  async #check() {
    const { value, fault } = draft.parse();
    if (fault) {
      this.#showFaults([fault]);
      return;
    }
    this.checking = new AbortController();
    try {
      const body = draft.body(value);
      const asked = body === draft.text ? value : JSON.parse(body);
      const result = await estimate(body, this.checking.signal);
      this.#showFaults([]);
      this.estimate.show('ready', result, asked);
      announce(`Ready: ${candidateWords(asked, result) ?? count(result.images, 'image')}, ${Number.isFinite(result.costUsd) ? money(result.costUsd) : 'cost not known'}.`, { now: true });
    } catch (error) {
      if (error.name === 'AbortError') return;
      this.#refused(error);
    }
  }

  async #start() {
    const { value } = draft.parse();
    if (!value || this.estimate.start.disabled) return;
    this.estimate.start.disabled = true;
    this.estimate.showProblem();
    try {
      const { id } = await start(draft.body(value));
      location.hash = `#/runs/${encodeURIComponent(id)}`;
    } catch (error) {
      this.estimate.start.disabled = false;
      this.#refused(error);
    }
  }

  #refused(error) {
    if (error.faults?.length) {
      this.#showFaults(error.faults);
    } else if (error.status === 409 && error.problem.id) {
      this.estimate.showProblem(h('p', {}, 'This project is being generated already. ',
        h('a', { href: `#/runs/${encodeURIComponent(error.problem.id)}` }, 'Go to its run')));
    } else {
      if (this.estimate.element.dataset.state === 'checking') this.estimate.show('unknown');
      const again = error.retryAfter ? ` Try again in ${duration(error.retryAfter)}.` : '';
      this.estimate.showProblem(h('p', {}, error.message, again, ' ',
        h('button.link', { type: 'button', onclick: () => this.#changed(false, 0) }, 'Check again')));
    }
  }

  #showFaults(faults) {
    this.faults.show(faults);
    this.input.markFaulty(faults.length > 0);
    if (faults.length === 0) return;
    this.estimate.show('faulty');
    announce(`${count(faults.length, 'thing')} to fix. The first: ${faults[0].problem}`, { now: true });
  }

  #goTo(fault) {
    if (/^\$\.options\.maxCostUsd/.test(fault.path) && draft.maxCost !== '') this.estimate.maxCost.focus();
    else this.input.select(fault);
  }

  async #showRecent() {
    try {
      const runs = (await listRuns(this.leave.signal)).slice(0, 4);
      if (!runs.length) return;
      fill(this.recent,
        h('div.section-head', {}, h('h2', { id: 'recent-title' }, 'Recent runs'), h('a', { href: '#/runs' }, 'All runs')),
        h('ul.run-list', {}, runs.map(runItem)));
      setHidden(this.recent, false);
    } catch {
      // The estimate or the list of runs says what is wrong; here it would only be in the way.
    }
  }
}
