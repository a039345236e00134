// The connection table. However many there are, only those in sight are in the document, and only
// those are asked of the server, which sorts and searches: ten thousand cost no more than fifty.

import { end, json, Unauthorized } from "./api.js";
import { askToClose } from "./dialogs.js";
import { Rows } from "./rows.js";
import { count } from "./format.js";

/** Rows above and below those in sight, so that a short scroll finds them there. */
const OVERSCAN = 20;
const TYPING_PAUSE_MS = 150;

const byId = (id) => document.getElementById(id);

export class Table {
  #say;
  #unauthorized;
  #view = byId("rows");
  #rows;
  #query = "";
  #sort = "id";
  /** What is shown: rows [offset, offset + shown) of the matched ones. */
  #offset = 0;
  #shown = 0;
  #matched = 0;
  #asking = false;
  #stale = false;
  /** How often the server was lost: an answer that it gave before is of the past. */
  #losses = 0;

  /** say(text) tells the person something; unauthorized() resolves when there is a token. */
  constructor(say, unauthorized) {
    this.#say = say;
    this.#unauthorized = unauthorized;
    this.#rows = new Rows((row) => this.#close(row), (column) => this.#sortBy(column));
    this.#rows.sorted(this.#sort);
    this.#view.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#scrolled()).observe(this.#view);
    byId("columns").addEventListener("click", () => this.#toggleColumns());
    let pause;
    byId("search").addEventListener("input", (event) => {
      clearTimeout(pause);
      pause = setTimeout(() => this.#search(event.target.value.trim()), TYPING_PAUSE_MS);
    });
  }

  /** Asks the server for what is in sight; one request at a time. */
  async refresh() {
    if (this.#asking) {
      this.#stale = true;
      return;
    }
    this.#asking = true;
    try {
      do {
        this.#stale = false;
        const losses = this.#losses;
        const answer = await json(`/connections?${this.#parameters()}`);
        if (losses === this.#losses) {
          this.#show(answer);
        }
      } while (this.#stale || !this.#coversSight());
    } catch (error) {
      if (error instanceof Unauthorized) {
        this.#unauthorized().then(() => this.refresh());
      }
      // Otherwise the events tell that the server is away, and are what brings us back.
    } finally {
      this.#asking = false;
    }
  }

  /** The server is away: its rows are of the past, until they are read anew. */
  lost() {
    this.#losses++;
    this.#rows.past(true);
    byId("matched").textContent = "as of the last contact with the server";
  }

  #inSight() {
    const height = this.#rows.height();
    const first = Math.floor(this.#view.scrollTop / height);
    return [first, first + Math.ceil(this.#view.clientHeight / height)];
  }

  #parameters() {
    const [first, last] = this.#inSight();
    const offset = Math.max(0, first - OVERSCAN);
    const parameters = new URLSearchParams(
      { sort: this.#sort, offset, limit: last - offset + OVERSCAN });
    if (this.#query) {
      parameters.set("q", this.#query);
    }
    return parameters;
  }

  #coversSight() {
    const [first, last] = this.#inSight();
    return first >= Math.min(this.#offset, this.#matched)
      && Math.min(last, this.#matched) <= this.#offset + this.#shown;
  }

  #scrolled() {
    if (!this.#coversSight()) {
      this.refresh();
    }
  }

  /** On a phone: all columns, or those that fit; the same rows stay in sight. */
  #toggleColumns() {
    const [first] = this.#inSight();
    const all = byId("table").toggleAttribute("data-all");
    byId("columns").textContent = all ? "Show fewer columns" : "Show hidden columns";
    this.#rows.space();
    this.#view.scrollTop = first * this.#rows.height();
    this.#scrolled();
  }

  #show({ total, matched, offset, connections }) {
    this.#offset = offset;
    this.#shown = connections.length;
    this.#matched = matched;
    this.#rows.past(false);
    this.#rows.show(connections, offset, matched);
    byId("matched").textContent =
      this.#query ? `${count(matched)} of ${count(total)}` : count(total);
    const empty = byId("empty");
    empty.hidden = matched > 0;
    empty.textContent = this.#query ? "No connection matches." : "No open connections.";
  }

  #search(text) {
    this.#query = text;
    this.#view.scrollTop = 0;
    this.refresh();
  }

  /** The first press sorts as one reads it: text from A, numbers from the greatest. */
  #sortBy(column) {
    const first = column.number && column.key !== "id" ? `-${column.sort}` : column.sort;
    const other = first.startsWith("-") ? column.sort : `-${column.sort}`;
    this.#sort = this.#sort === first ? other : first;
    this.#rows.sorted(this.#sort);
    this.#view.scrollTop = 0;
    this.refresh();
  }

  async #close(row) {
    const answer = await askToClose(row);
    if (answer === null) {
      return;
    }
    try {
      await end(row.id, answer.reset);
      this.#rows.closing(row.id);
      this.#say(`Connection ${row.id} is ${answer.reset ? "reset" : "closing"}.`);
      this.refresh();
    } catch (error) {
      if (error instanceof Unauthorized) {
        await this.#unauthorized();
      }
      this.#say(`Connection ${row.id} was not closed: ${error.message}.`);
    }
  }
}
