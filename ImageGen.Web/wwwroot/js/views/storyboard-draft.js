import { bytes } from '../lib/format.js';

const largestShown = 400_000;

/** The options that have a list in the estimate, by their type in the request. */
const listed = { model: 'string', imageSize: 'string', aspectRatio: 'string', candidates: 'number' };
const flags = ['overwrite', 'includeApproved'];
const noChoices = () => Object.fromEntries(Object.keys(listed).map((name) => [name, '']));

/** The storyboard that is being prepared. It outlives the view, so that a look at the runs does not lose it. */
class StoryboardDraft {
  text = '';
  source = '';
  maxCost = '';
  overwrite = false;
  includeApproved = false;
  /** What the lists of the estimate choose; '' leaves the option to the host. */
  choices = noChoices();
  #own = {};
  #parsed = {};

  /** Takes another storyboard: its own options fill the inputs. A cost limit that it does not have is kept: none was asked to go. */
  load(text, source) {
    this.source = source;
    this.overwrite = this.includeApproved = false;
    this.choices = noChoices();
    this.#own = {};
    this.edit(text);
  }

  /** Takes the same storyboard as it is being typed: the inputs follow its options only where these change. */
  edit(text) {
    this.text = text;
    const { value } = this.parse();
    if (!value) return;
    const options = value.options ?? {};
    const { maxCostUsd } = options;
    if (maxCostUsd !== this.#own.maxCostUsd) this.maxCost = String(maxCostUsd ?? '');
    for (const name of flags) if (options[name] !== this.#own[name]) this[name] = options[name] === true;
    for (const [name, type] of Object.entries(listed)) {
      if (options[name] !== this.#own[name]) this.choices[name] = typeof options[name] === type ? String(options[name]) : '';
    }
    this.#own = { ...options };
  }

  get isEmpty() {
    return this.text.trim() === '';
  }

  /** A text box with a whole film in it would be slow: beyond this the text is kept aside and only named. */
  get isTooLargeToShow() {
    return this.text.length > largestShown;
  }

  get summary() {
    return `${this.source || 'The storyboard'}, ${bytes(this.text.length)}: too long to show here, kept as it is.`;
  }

  /** {value} or {fault} with the place of the mistake. The value is shared: who changes it copies it. */
  parse() {
    if (this.#parsed.text !== this.text) this.#parsed = { text: this.text, result: this.#parse() };
    return this.#parsed.result;
  }

  #parse() {
    try {
      const value = JSON.parse(this.text);
      if (value === null || typeof value !== 'object' || Array.isArray(value)) {
        return { fault: { path: '$', problem: 'This is not a JSON object.', remedy: 'A storyboard is {"projectPath": ..., "promptsByStyle": {...}}.' } };
      }
      return { value };
    } catch (error) {
      return { fault: { path: '$', problem: `This is not JSON: ${error.message}.`, remedy: 'Correct it at this place.', at: offsetOf(error.message, this.text) } };
    }
  }

  /** What is sent: the text itself, or with the options of the inputs where they differ. */
  body(value) {
    const options = value.options !== null && typeof value.options === 'object' ? value.options : {};
    const cost = this.maxCost.trim() === '' ? null : Number(this.maxCost.replace(',', '.'));
    const chosen = Object.entries(this.choices);
    const isFaulty = (name) => options[name] !== undefined && typeof options[name] !== listed[name];
    const isSame = (options.maxCostUsd ?? null) === cost
      && flags.every((name) => (options[name] ?? false) === this[name])
      && chosen.every(([name, choice]) => String(options[name] ?? '') === choice || isFaulty(name));
    if (isSame) return this.text;
    const others = { ...options };
    // What has the wrong type is a fault, which the host names.
    for (const name of ['maxCostUsd', ...flags, ...Object.keys(listed).filter((each) => !isFaulty(each))]) delete others[name];
    return JSON.stringify({
      ...value,
      // What is not a number goes as it was typed: the host names the fault.
      options: {
        ...others,
        ...(cost === null ? {} : { maxCostUsd: Number.isFinite(cost) ? cost : this.maxCost }),
        ...Object.fromEntries(flags.filter((name) => this[name]).map((name) => [name, true])),
        ...Object.fromEntries(chosen.filter(([name, choice]) => choice !== '' && !isFaulty(name))
          .map(([name, choice]) => [name, listed[name] === 'number' ? Number(choice) : choice])),
      },
    });
  }
}

// Browsers name the place of a mistake in their own ways; where none is named, there is none to show.
function offsetOf(message, text) {
  const position = /position (\d+)/.exec(message);
  if (position) return Math.min(Number(position[1]), text.length);
  const line = /line (\d+) column (\d+)/.exec(message);
  if (!line) return null;
  const before = text.split('\n').slice(0, Number(line[1]) - 1);
  return before.reduce((sum, each) => sum + each.length + 1, 0) + Number(line[2]) - 1;
}

export const draft = new StoryboardDraft();
