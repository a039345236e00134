// What goes wrong on request at each listener: a badge where it listens, and a form that takes the
// query of an endpoint.

import { setFaults, Unauthorized } from "./api.js";

const byId = (id) => document.getElementById(id);

export class Faults {
  #unauthorized;
  /** The query of each faulty listener. */
  #faults = {};
  #shown = "";
  /** What the field held when the form filled it: then nobody has edited it. */
  #filled = "";

  /** unauthorized() resolves when there is a token. */
  constructor(unauthorized) {
    this.#unauthorized = unauthorized;
    byId("fault-listener").addEventListener("change", () => this.#fill());
    byId("fault-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#set(byId("fault-query").value.trim());
    });
    byId("fault-clear").addEventListener("click", () => this.#set(""));
  }

  /** Shows all listeners, and the faults of some. */
  show(listening, faults) {
    const key = JSON.stringify([listening, faults]);
    if (key === this.#shown) {
      return;
    }
    this.#shown = key;
    this.#faults = faults;
    byId("listening").replaceChildren(...listening.map((name) => place(name, faults[name])));
    const faulty = Object.keys(faults).length;
    byId("faulty").textContent = faulty === 0 ? "none" : `${faulty} faulty`;
    this.#offer(listening);
    if (byId("fault-query").value === this.#filled) {
      this.#fill();
    }
  }

  #offer(listening) {
    const select = byId("fault-listener");
    const chosen = select.value;
    select.replaceChildren(...listening.map((name) => new Option(name, name)));
    if (listening.includes(chosen)) {
      select.value = chosen;
    }
  }

  /** Fills in what the chosen listener has. */
  #fill() {
    this.#filled = this.#faults[byId("fault-listener").value] ?? "";
    byId("fault-query").value = this.#filled;
  }

  async #set(query) {
    const listener = byId("fault-listener").value;
    try {
      const { listeners } = await setFaults(listener, query);
      const faulty = listeners.filter((each) => each.faults !== "");
      this.show(
        listeners.map((each) => each.listener),
        Object.fromEntries(faulty.map((each) => [each.listener, each.faults])));
      this.#fill();
      this.#say(query === "" ? "Cleared." : "Set: it acts on new connections.");
    } catch (error) {
      if (error instanceof Unauthorized) {
        await this.#unauthorized();
      }
      this.#say(`Not changed: ${error.message}`);
    }
  }

  #say(text) {
    byId("fault-said").textContent = text;
  }
}

function place(name, faults) {
  const item = document.createElement("li");
  item.textContent = name;
  if (faults) {
    const badge = document.createElement("span");
    badge.className = "badge";
    badge.textContent = "faulty";
    badge.title = faults;
    item.append(" ", badge);
  }
  return item;
}
