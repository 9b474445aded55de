import { getJson, postJson, request } from './http.js';

const run = (id) => `api/runs/${encodeURIComponent(id)}`;

export const sample = async () => (await request('sample.json')).text();

export const estimate = (storyboard, signal) => postJson('api/estimate', storyboard, { signal });

/** Whether keys, storage and style references are in order; costs nothing. */
export const check = (resetLimits = false) => postJson(`api/check${resetLimits ? '?resetLimits=true' : ''}`, '{}');

/** The models that may be used, with their sizes, prices and aspect ratios. */
export const listModels = (signal) => getJson('api/models', { signal });

export const start = (storyboard) => postJson('api/generate-images', storyboard);

export const listRuns = async (signal) => (await getJson('api/runs', { signal })).runs;

export const getRun = (id, { beats = true, signal } = {}) => getJson(run(id) + (beats ? '' : '?beats=false'), { signal });

/** The run's storyboard as the request that starts the next run. */
export const getStoryboard = (id) => getJson(`${run(id)}/storyboard`);

export const getBeat = (id, style, beat, signal) =>
  getJson(`${run(id)}/beats/${encodeURIComponent(style)}/${encodeURIComponent(beat)}`, { signal });

/** @param {'pause'|'resume'|'cancel'|'retry'|'regenerate'|'first'|'skip'} action */
export const act = (id, action, body = {}) => postJson(`${run(id)}/${action}`, JSON.stringify(body));

/** Puts a candidate in its beat's place; the beat. */
export const choose = (id, style, beat, candidate) =>
  postJson(`${run(id)}/beats/${encodeURIComponent(style)}/${encodeURIComponent(beat)}/choose`, JSON.stringify({ candidate }));

export const eventsPath = (id, after) => `${run(id)}/events?after=${after}`;

/** @param {{style?: string, container?: string}} options left out where they are empty */
export const exportPath = (id, format, options = {}) => {
  const query = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(options)) if (value) query.set(name, value);
  return `${run(id)}/export?${query}`;
};

export const zipPath = (id) => `${run(id)}/images.zip`;
