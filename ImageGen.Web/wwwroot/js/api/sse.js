/**
 * Reads server-sent events from a byte stream: {id, data} for a message, {comment: true} for a heartbeat.
 * Lines may be cut anywhere and may end with LF, CR or CRLF; a message is complete only at its empty line.
 */
export async function* readEvents(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let message = { id: null, data: [] };
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      // A lone CR at the end may be the first half of a CRLF: it waits for what comes next.
      const text = rest + value;
      const end = text.endsWith('\r') ? text.length - 1 : text.length;
      const lines = text.slice(0, end).split(/\r\n|\n|\r/);
      rest = lines.pop() + text.slice(end);
      for (const line of lines) {
        if (line === '') {
          if (message.data.length) yield { id: message.id, data: message.data.join('\n') };
          message = { id: null, data: [] };
        } else if (line.startsWith(':')) {
          yield { comment: true };
        } else {
          addField(message, line);
        }
      }
    }
  } finally {
    // Leaving the loop early must close the connection.
    await reader.cancel().catch(() => {});
  }
}

function addField(message, line) {
  const colon = line.indexOf(':');
  const field = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1));
  if (field === 'data') message.data.push(value);
  else if (field === 'id') message.id = value;
}
