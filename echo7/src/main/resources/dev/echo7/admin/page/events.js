// The server's events. EventSource would do, but cannot send a token: so this reads the stream of a
// fetch, and comes back by itself when it ends.

import { request, Unauthorized } from "./api.js";

/** The server says something every second; after this long without, the connection is dead. */
const SILENCE_MS = 8_000;
const LONGEST_WAIT_MS = 10_000;

/**
 * Follows the events for ever.
 *
 * on.open(), called whenever a stream begins: what was missed must be read anew
 * on.event(name, data)
 * on.lost(error, waitMs): the stream is gone; the next try is after waitMs
 * on.unauthorized(): resolves when a token was given
 */
export async function follow(on) {
  let waitMs = 500;
  for (;;) {
    let problem;
    try {
      await read(on, () => (waitMs = 500));
      problem = new Error("the server closed the event stream");
    } catch (error) {
      problem = error;
    }
    if (problem instanceof Unauthorized) {
      await on.unauthorized();
    } else {
      waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
      on.lost(problem, waitMs);
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}

async function read(on, begun) {
  const abort = new AbortController();
  let silence;
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(() => abort.abort(new Error("the server does not respond")), SILENCE_MS);
  };
  try {
    heard();
    const response = await request("/events", { signal: abort.signal });
    begun();
    on.open();
    const parse = parser(on.event);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      heard();
      parse(part.value);
    }
  } finally {
    clearTimeout(silence);
    abort.abort();
  }
}

/** Takes the text of a stream in parts, as it comes, and gives events. */
export function parser(event) {
  let rest = "";
  let name = "message";
  let data = [];
  return (part) => {
    const lines = (rest + part).split(/\r?\n/);
    rest = lines.pop();
    for (const line of lines) {
      if (line === "") {
        if (data.length > 0) {
          event(name, JSON.parse(data.join("\n")));
        }
        name = "message";
        data = [];
      } else if (line.startsWith("event:")) {
        name = line.slice(6).trim();
      } else if (line.startsWith("data:")) {
        data.push(line.slice(5).replace(/^ /, ""));
      }
    }
  };
}
