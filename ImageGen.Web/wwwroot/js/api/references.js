import { getJson, postJson, request } from './http.js';

const json = { Accept: 'application/json' };

/** How a project is named in an address: by its name where that is plain, else by its whole path. */
export function projectOf(projectPath) {
  const path = typeof projectPath === 'string' ? projectPath.trim() : '';
  const parts = path.split(/[\\/]/).filter((part) => part && part !== '.');
  if (!parts.length) return null;
  const isName = parts.length === 1 || (parts.length === 2 && parts[0].toLowerCase() === 'projects');
  return encodeURIComponent(isName && /^[A-Za-z0-9]/.test(path) ? parts.at(-1) : path);
}

const all = (project) => `api/projects/${project}/references`;
const one = (project, id) => `${all(project)}/${encodeURIComponent(id)}`;

export const listReferences = async (project, signal) => (await getJson(all(project), { signal })).references;

/** @param {{kind?: string, description?: string}} notes what is left out stays as it is */
export async function putReference(project, id, file, { kind, description }) {
  const headers = { ...json, 'Content-Type': file.type || 'application/octet-stream' };
  if (description) headers['ImageGen-Description'] = encodeURIComponent(description);
  return (await request(one(project, id) + (kind ? `?kind=${kind}` : ''), { method: 'PUT', body: file, headers })).json();
}

export const deleteReference = (project, id) => request(one(project, id), { method: 'DELETE', headers: json });

/** What a sheet costs. */
export const estimateSheet = (project, id, body) => postJson(`${one(project, id)}/sheet/estimate`, JSON.stringify(body));

/** Starts the run that generates a sheet. */
export const generateSheet = (project, id, body) => postJson(`${one(project, id)}/sheet`, JSON.stringify(body));

/** Makes the sheet that was looked at the reference's image. */
export const approveSheet = (project, id, etag) => postJson(`${one(project, id)}/approve?sheet=${encodeURIComponent(etag)}`, '{}');
