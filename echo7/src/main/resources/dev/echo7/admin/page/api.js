// What the page asks of the server, and the token that it shows there.

const TOKEN = "echo7-token";

/** The server wants a token, or another one. */
export class Unauthorized extends Error {}

export const token = {
  // A tab's own storage: it goes with the tab, and no other tab or site reads it.
  get: () => sessionStorage.getItem(TOKEN),
  set: (text) => sessionStorage.setItem(TOKEN, text),
};

/** The response to a request, with the token if there is one. Throws what the server complains of. */
export async function request(path, options = {}) {
  const headers = new Headers(options.headers);
  if (token.get()) {
    headers.set("Authorization", `Bearer ${token.get()}`);
  }
  const response = await fetch(path, { ...options, headers, cache: "no-store" });
  if (response.status === 401) {
    throw new Unauthorized("the server requires a token");
  }
  if (!response.ok) {
    throw new Error(await problem(response));
  }
  return response;
}

async function problem(response) {
  try {
    return (await response.json()).error ?? `the server answered ${response.status}`;
  } catch {
    return `the server answered ${response.status}`;
  }
}

export async function json(path, options) {
  return (await request(path, options)).json();
}

/** Replaces what goes wrong at a listener; resolves to every listener, after the change. */
export function setFaults(listener, query) {
  return json(`/faults?${new URLSearchParams({ listener, query })}`, { method: "PUT" });
}

export function end(id, reset) {
  return request(`/connections/${id}${reset ? "?reset=true" : ""}`, { method: "DELETE" });
}
