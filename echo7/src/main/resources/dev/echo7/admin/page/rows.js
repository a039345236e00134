// The rows that are in the document. A connection keeps its row as long as both are in sight, so
// that the focus, and a finger about to press a button, stay with it.

import { COLUMNS } from "./columns.js";
import { peer } from "./format.js";

/** Rates of less time than this would jump. */
const RATE_MS = 900;

const byId = (id) => document.getElementById(id);

export class Rows {
  #onClose;
  #rows = new Map();
  #closing = new Set();
  /** Of each connection in sight, what was last counted, and its rate since. */
  #counted = new Map();
  /** How many rows of the table are not in the document: above those that are, and below. */
  #above = 0;
  #below = 0;

  /** onClose(connection) and onSort(column) are called when their buttons are pressed. */
  constructor(onClose, onSort) {
    this.#onClose = onClose;
    byId("table").tHead.append(header(onSort));
    for (const id of ["before", "after"]) {
      byId(id).insertRow().insertCell();
    }
  }

  /** Of one row, in pixels; the style sheet's. */
  height() {
    return parseFloat(getComputedStyle(byId("table")).getPropertyValue("--row-height"));
  }

  /** Says by which column the rows are sorted: its field, with - in front the greatest first. */
  sorted(sort) {
    for (const head of byId("table").tHead.querySelectorAll("th[data-sort]")) {
      const own = head.dataset.sort === sort.replace("-", "");
      head.ariaSort = own ? (sort.startsWith("-") ? "descending" : "ascending") : null;
    }
  }

  /** A connection is on its way out. */
  closing(id) {
    this.#closing.add(id);
  }

  /** The server is away: what is shown was so, and cannot be acted on. */
  past(past) {
    byId("table").toggleAttribute("data-past", past);
    for (const button of byId("body").querySelectorAll("button")) {
      button.disabled = past;
    }
  }

  /** Shows these connections as rows from offset on; matched is the number of rows of the table. */
  show(connections, offset, matched) {
    const focused = document.activeElement?.closest?.("#body tr");
    const kept = new Map();
    const counted = new Map();
    const rows = connections.map((connection, i) => {
      const row = this.#rows.get(connection.id) ?? this.#row();
      kept.set(connection.id, row);
      counted.set(connection.id, this.#count(connection));
      connection.rate = counted.get(connection.id).rate;
      this.#fill(row, connection, offset + i);
      return row;
    });
    this.#rows = kept;
    this.#counted = counted;
    arrange(byId("body"), rows);
    this.#above = offset;
    this.#below = Math.max(0, matched - offset - rows.length);
    this.space();
    byId("table").ariaRowCount = matched + 1;
    this.#refocus(focused);
  }

  /** Makes room for the rows that are not in the document, at the height that rows have now. */
  space() {
    spacer("before", this.#above * this.height());
    spacer("after", this.#below * this.height());
  }

  /** Moving a row takes its focus away; and one whose connection has gone leaves it to the table. */
  #refocus(row) {
    if (row && !row.contains(document.activeElement) && !document.querySelector("dialog[open]")) {
      (row.isConnected ? row.querySelector("button") : byId("rows")).focus({ preventScroll: true });
    }
  }

  #count({ id, ageMs, bytesIn }) {
    const last = this.#counted.get(id);
    if (last === undefined) {
      return { ageMs, bytesIn };
    }
    const ms = ageMs - last.ageMs;
    return ms < RATE_MS ? last : { ageMs, bytesIn, rate: ((bytesIn - last.bytesIn) * 1000) / ms };
  }

  #row() {
    const row = document.createElement("tr");
    for (const column of COLUMNS) {
      const cell = document.createElement("td");
      cell.className = `c-${column.key}`;
      cell.append(document.createElement("span"));
      if (column.under) {
        cell.append(document.createElement("small"));
      }
      row.append(cell);
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.addEventListener("click", () => this.#onClose(row.connection));
    const action = row.insertCell();
    action.className = "c-action";
    action.append(button);
    return row;
  }

  #fill(row, connection, index) {
    row.connection = connection;
    row.ariaRowIndex = index + 2;
    row.toggleAttribute("data-faulty", !!(connection.faults || connection.faultHits));
    COLUMNS.forEach((column, i) => {
      const [text, under] = row.cells[i].children;
      write(text, column.text(connection));
      row.cells[i].toggleAttribute("data-zero", text.textContent === "0");
      if (under) {
        write(under, column.under(connection));
      }
      const title = column.title?.(connection) ?? text.textContent;
      if (row.cells[i].title !== title) {
        row.cells[i].title = title;
      }
    });
    const button = row.querySelector("button");
    const closing = this.#closing.has(connection.id);
    write(button, closing ? "closing" : "Close");
    button.setAttribute("aria-label", `Close connection ${connection.id}, ${peer(connection)}`);
    button.ariaDisabled = closing;
    row.dataset.closing = closing;
  }
}

/** Most cells are as they were: what does not change costs no layout. */
function write(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** Makes these the children, in this order, moving only what is not where it should be. */
function arrange(body, rows) {
  const wanted = new Set(rows);
  for (const row of [...body.children]) {
    if (!wanted.has(row)) {
      row.remove();
    }
  }
  rows.forEach((row, i) => {
    if (body.children[i] !== row) {
      body.insertBefore(row, body.children[i] ?? null);
    }
  });
}

function spacer(id, height) {
  const body = byId(id);
  body.hidden = height === 0;
  body.rows[0].cells[0].style.height = `${height}px`;
}

function header(onSort) {
  const row = document.createElement("tr");
  row.ariaRowIndex = 1;
  for (const column of COLUMNS) {
    const head = document.createElement("th");
    head.scope = "col";
    head.className = `c-${column.key}`;
    if (column.sort) {
      head.dataset.sort = column.sort;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = column.label;
      button.addEventListener("click", () => onSort(column));
      head.append(button);
    } else {
      head.textContent = column.label;
    }
    row.append(head);
  }
  const action = document.createElement("th");
  action.scope = "col";
  action.className = "c-action";
  const hidden = document.createElement("span");
  hidden.className = "unseen";
  hidden.textContent = "Close";
  action.append(hidden);
  row.append(action);
  return row;
}
