import { getStoryboard } from '../api/api.js';
import { apiKey } from '../api/key.js';
import { announce } from '../lib/announce.js';
import { fill, h, nextFrame, setHidden, setText } from '../lib/dom.js';
import { LiveRun } from '../model/live-run.js';
import { filters } from '../model/review.js';
import { runStates, stateOf } from '../ui/states.js';
import { Tabs } from '../ui/tabs.js';
import { Failures } from './failures.js';
import { KeyFaults } from './key-faults.js';
import { askHowToCancel, askHowToResume, askToRegenerate, saveZip } from './run-actions.js';
import { filterWords, ReviewBar } from './review-bar.js';
import { RunSummary } from './run-summary.js';
import { draft } from './storyboard-draft.js';
import { StyleColumn } from './style-column.js';
import { Viewer } from './viewer.js';
import { Waits } from './waits.js';
import { Warnings } from './warnings.js';

/** Route `#/runs/{id}`: a run as it goes, or as it ended. */
export class RunView {
  /** @param {{style: string, beat: string}} [beat] opened as soon as it is known */
  constructor(id, onTitle, beat) {
    this.onTitle = onTitle;
    this.toOpen = beat;
    this.title = 'Run';
    this.columns = [];
    this.summary = new RunSummary((action) => this.#ask(action), (error) => this.#fail(error));
    this.failures = new Failures({ onRetry: (beats) => this.#act('retry', { beats }), onOpen: (style, beat) => this.#openBeat(style, beat) });
    this.waits = new Waits();
    this.keyFaults = new KeyFaults();
    this.warnings = new Warnings();
    this.problem = h('div.problem', { role: 'alert', hidden: true });
    this.tabs = new Tabs('Styles');
    this.grid = h('div.columns');
    this.bar = new ReviewBar({ onFilter: (name) => this.#filter(name), onRegenerate: () => this.#regenerate() });
    this.viewer = new Viewer(id, {
      onAct: (action, beat, more) => this.live.act(action, { beats: [beat], ...more }),
      onReview: (style, beat, review) => this.live.review(style, beat, review),
      onRestore: (style, beat, version) => this.live.restore(style, beat, version),
      onChoose: (style, beat, candidate) => this.live.choose(style, beat, candidate),
      onClosed: (style, index) => this.columns.find((c) => c.name === style)?.sheet.focus(index),
    });
    this.content = h('div.run-content', { hidden: true },
      this.summary.element, this.waits.element, this.keyFaults.element, this.warnings.element, this.failures.element,
      this.bar.element, this.tabs.element, this.grid, this.viewer.element);
    this.placeholder = h('h1.loading', { tabindex: '-1' }, 'Loading the run…');
    this.element = h('div.run', {}, this.problem, this.placeholder, this.content);
    this.live = new LiveRun(id, (change) => this.#show(change));
    this.live.open();
    this.ticker = setInterval(() => this.#tick(), 1000);
  }

  close() {
    this.live.close();
    clearInterval(this.ticker);
    for (const column of this.columns) column.close();
  }

  #show({ model, connection, error, whole }) {
    if (error) this.#fail(error);
    else if (this.failed) this.#fail(null);
    if (!model) {
      setText(this.placeholder, error?.status === 404 ? 'There is no such run' : 'The run cannot be shown yet');
      return;
    }
    const isFirst = !this.columns.length;
    if (isFirst) this.#build(model);
    this.summary.show(model, connection, apiKey() !== null);
    this.waits.show(model);
    this.keyFaults.show(model);
    this.warnings.show(model);
    this.failures.show(model);
    for (const [i, style] of model.styles.entries()) {
      this.columns[i].show(style, this.has);
      this.tabs.label(i, `${style.completed.toLocaleString()}/${style.total.toLocaleString()}`);
    }
    this.bar.show(model);
    this.viewer.update(model);
    if (whole && this.toOpen) {
      const { style, beat } = this.toOpen;
      this.toOpen = null;
      this.#openBeat(style, beat);
    }
    if (whole && isFirst && document.activeElement === this.placeholder) this.summary.name.focus();
    this.placeholder.remove();
    this.#speak(model, connection);
    const prefix = model.isEnded ? '' : `${model.completed}/${model.total} `;
    this.onTitle(`${prefix}${model.header.project}`);
  }

  #build(model) {
    setHidden(this.content, false);
    this.columns = model.styles.map((style) => new StyleColumn(style.name, {
      onOpen: (index) => this.viewer.open(this.live.model, style.name, index),
      onRatio: (ratio) => this.#setRatio(ratio),
    }));
    fill(this.grid, this.columns.map((column) => column.element));
    this.tabs.show(this.columns);
    this.grid.dataset.styles = model.styles.length;
  }

  // The first image tells the shape of every frame of the run: one change, early, and none afterwards.
  #setRatio(ratio) {
    if (this.ratio) return;
    this.ratio = ratio;
    for (const column of this.columns) column.sheet.setRatio(ratio);
  }

  #tick() {
    const { model } = this.live;
    if (!model || document.hidden) return;
    nextFrame(() => {
      this.summary.tick(model);
      this.waits.show(model);
      for (const column of this.columns) column.tick();
    });
  }

  #speak(model, connection) {
    const state = `${model.header.status}|${connection}`;
    const isNews = this.spoken !== undefined && this.spoken !== state;
    this.spoken = state;
    const failed = model.count('error');
    const { word } = stateOf(runStates, model.header.status);
    const text = [
      `${word}.`,
      connection === 'reconnecting' || connection === 'offline' ? 'The connection is lost; trying again.' : '',
      `${model.completed} of ${model.total} images${failed ? `, ${failed} failed` : ''}.`,
    ].join(' ');
    if (text === this.lastSpoken) return;
    this.lastSpoken = text;
    announce(text, { now: isNews });
  }

  #openBeat(style, beat) {
    const { model } = this.live;
    const index = model.style(style)?.indexOf(beat) ?? -1;
    if (index >= 0) this.viewer.open(model, style, index);
  }

  #filter(name) {
    const { model } = this.live;
    this.has = name === 'all' ? undefined : filters[name].has;
    this.viewer.has = this.has;
    for (const [i, style] of model.styles.entries()) this.columns[i].show(style, this.has);
    this.bar.show(model);
    announce(filterWords(name, filters[name].count(model)), { now: true });
  }

  async #regenerate() {
    await this.#try(async () => {
      if (await askToRegenerate(this.live.model)) await this.#act('regenerate', {});
    });
  }

  async #ask(action) {
    const { header } = this.live.model;
    if (action === 'storyboard') {
      await this.#try(async () => {
        draft.load(JSON.stringify(await getStoryboard(header.id), null, 2), header.project);
        location.hash = '#/storyboard';
      });
      return;
    }
    if (action === 'zip') {
      await this.#try(() => saveZip(header));
      return;
    }
    const body = action === 'cancel' ? await askHowToCancel() : action === 'resume' ? await askHowToResume(header) : {};
    if (body) await this.#act(action, body);
  }

  async #act(action, body) {
    await this.#try(() => this.live.act(action, body));
    // The button that was pressed may be hidden by what it did; the keyboard must not fall back to the top of the page.
    nextFrame(() => { if (document.activeElement === document.body) this.summary.name.focus({ preventScroll: true }); });
  }

  async #try(work) {
    try {
      await work();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error) {
    this.failed = error;
    setHidden(this.problem, !error);
    fill(this.problem, error && h('p', {}, error.message, ' ', h('a', { href: '#/runs' }, 'All runs')));
  }
}
