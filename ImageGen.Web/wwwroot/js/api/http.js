import { apiKey, askForKey } from './key.js';

/** An answer that is not a success, in words that a person can act on. */
export class ApiError extends Error {
  constructor(status, problem, retryAfter) {
    super(problem.detail || problem.error || problem.title || fallback(status));
    this.status = status;
    this.problem = problem;
    this.retryAfter = retryAfter;
  }

  /** [{path, problem, remedy}] of a 400. */
  get faults() {
    return Array.isArray(this.problem.faults) ? this.problem.faults : [];
  }
}

function fallback(status) {
  if (status === 0) return 'The host does not answer. Check that it is running; this page keeps trying.';
  if (status === 401 || status === 403) return 'The host needs a key.';
  if (status === 404) return 'The host does not know this.';
  if (status === 413) return 'This storyboard is larger than the host accepts. Split it into several.';
  if (status === 415) return 'The host does not accept this kind of content. Send JSON.';
  if (status === 429) return 'Too many runs are waiting. Try again in a while.';
  return `The host answered ${status}. Its log says why.`;
}

let clockOffset = 0;

/** The host's time in milliseconds, as far as its answers tell: countdowns must not depend on this machine's clock being right. */
export const hostNow = () => Date.now() + clockOffset;

/**
 * One request, with the key when there is one; asks for it on 401 and tries again. Paths are relative to the page.
 * @returns {Promise<Response>} a successful answer
 * @throws {ApiError} for every other; status 0 when there is none
 */
export async function request(path, { headers = {}, ...init } = {}) {
  for (;;) {
    const key = apiKey();
    const response = await send(path, { ...init, headers: key ? { ...headers, 'x-functions-key': key } : headers });
    const date = Date.parse(response.headers.get('date') ?? '');
    if (Number.isFinite(date) && Math.abs(date - Date.now()) > 2000) clockOffset = date - Date.now();
    if (response.ok) return response;
    if (response.status === 401 && await askForKey(key)) continue;
    throw new ApiError(response.status, await problemOf(response), Number(response.headers.get('retry-after')) || null);
  }
}

async function send(path, init) {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(0, {});
  }
}

async function problemOf(response) {
  try {
    return (await response.json()) ?? {};
  } catch (error) {
    // Given up by the page itself: there is nothing to say of it.
    if (error.name === 'AbortError') throw error;
    return {};
  }
}

export async function getJson(path, init) {
  return (await request(path, { ...init, headers: { Accept: 'application/json' } })).json();
}

/** @param {string} body JSON text */
export const postJson = (path, body, init) => sendJson('POST', path, body, init);

/** @param {string} body JSON text */
export const putJson = (path, body, init) => sendJson('PUT', path, body, init);

async function sendJson(method, path, body, init) {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
  return (await request(path, { ...init, method, body, headers })).json();
}
