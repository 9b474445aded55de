import { bytes } from '../lib/format.js';

const largestShown = 400_000;

/** The storyboard that is being prepared. It outlives the view, so that a look at the runs does not lose it. */
class StoryboardDraft {
  text = '';
  source = '';
  maxCost = '';
  overwrite = false;
  /** What the lists of the estimate choose; '' leaves the option to the host. */
  choices = { model: '', imageSize: '', aspectRatio: '' };
  #own = {};

  /** Takes another storyboard: its own options fill the inputs. A cost limit that it does not have is kept: none was asked to go. */
  load(text, source) {
    this.source = source;
    this.overwrite = false;
    this.choices = { model: '', imageSize: '', aspectRatio: '' };
    this.#own = {};
    this.edit(text);
  }

  /** Takes the same storyboard as it is being typed: the inputs follow its options only where these change. */
  edit(text) {
    this.text = text;
    const { value } = this.parse();
    if (!value) return;
    const options = value.options ?? {};
    const { maxCostUsd, overwrite } = options;
    if (maxCostUsd !== this.#own.maxCostUsd) this.maxCost = String(maxCostUsd ?? '');
    if (overwrite !== this.#own.overwrite) this.overwrite = overwrite === true;
    for (const name of Object.keys(this.choices)) {
      if (options[name] !== this.#own[name]) this.choices[name] = typeof options[name] === 'string' ? options[name] : '';
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

  /** {value} or {fault} with the place of the mistake. */
  parse() {
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
    const isSame = (options.maxCostUsd ?? null) === cost
      && (options.overwrite ?? false) === this.overwrite
      && chosen.every(([name, choice]) => (options[name] ?? '') === choice || (options[name] !== undefined && typeof options[name] !== 'string'));
    if (isSame) return this.text;
    const others = { ...options };
    for (const [name, choice] of [['maxCostUsd'], ['overwrite'], ...chosen]) {
      // What is no text is a fault, which the host names.
      if (choice === undefined || others[name] === undefined || typeof others[name] === 'string') delete others[name];
    }
    return JSON.stringify({
      ...value,
      // What is not a number goes as it was typed: the host names the fault.
      options: {
        ...others,
        ...(cost === null ? {} : { maxCostUsd: Number.isFinite(cost) ? cost : this.maxCost }),
        ...(this.overwrite ? { overwrite: true } : {}),
        ...Object.fromEntries(chosen.filter(([name, choice]) => choice !== '' && others[name] === undefined)),
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
