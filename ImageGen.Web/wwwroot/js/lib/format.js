/** US dollars: cents from a dime upwards, more digits for less. */
export function money(usd) {
  const value = Number(usd) || 0;
  return `$${value.toFixed(value > 0 && value < 0.1 ? 3 : 2)}`;
}

/** "8 s", "1 min 20 s", "2 h 5 min"; never broken over two lines. */
export const duration = (seconds) => inUnits(seconds).replaceAll(' ', '\u00a0');

function inUnits(seconds) {
  const total = Math.max(0, Math.round(seconds));
  if (total < 60) return `${total} s`;
  if (total < 3600) return total % 60 ? `${Math.floor(total / 60)} min ${total % 60} s` : `${total / 60} min`;
  const minutes = Math.round(total / 60);
  return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes / 60} h`;
}

/** "learned limit 4 of 10 requests per minute for project p"; without a learned limit "limit 10 requests ...". */
export function limitText({ project, configured, learned, windowSeconds }) {
  const limit = learned ? `learned limit ${learned} of ${configured}` : `limit ${configured}`;
  return `${limit} requests per ${windowSeconds ? `${Number(windowSeconds.toFixed(3))} s` : 'minute'} for project ${project}`;
}

/** A rough duration for people: nobody needs the seconds of an hour. */
export function about(seconds) {
  const step = seconds < 20 ? 1 : seconds < 120 ? 5 : seconds < 3600 ? 10 : 60;
  return `about ${duration(Math.ceil(seconds / step) * step)}`;
}

/** "0:43", "12:05", "5:03:20" until a moment. */
export function countdown(milliseconds) {
  const total = Math.max(0, Math.ceil(milliseconds / 1000));
  const two = (n) => String(n).padStart(2, '0');
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** Seconds of a .NET TimeSpan ("00:00:08.4210000", "1.02:03:04") or of a number; null for anything else. */
export function timeSpanSeconds(text) {
  if (typeof text === 'number') return text;
  const match = /^(?:(\d+)\.)?(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(text ?? '');
  return match ? Number(match[1] ?? 0) * 86400 + Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4]) : null;
}

const time = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const dayAndTime = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' });

/** The time of day, with the day when it is not today. */
export function moment(iso) {
  const date = new Date(iso);
  return date.toDateString() === new Date().toDateString() ? time.format(date) : dayAndTime.format(date);
}

export const percent = (part, whole) => (whole > 0 ? Math.floor((part / whole) * 100) : 0);

export const count = (n, one, many = `${one}s`) => `${n.toLocaleString()} ${n === 1 ? one : many}`;

export function bytes(n) {
  return n < 1024 * 1024 ? `${Math.max(1, Math.round(n / 1024)).toLocaleString()} kB` : `${(n / 1024 / 1024).toFixed(1)} MB`;
}
