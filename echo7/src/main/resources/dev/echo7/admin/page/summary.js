// Everything beside the charts and the table: what the server is, its state, its event loops, and
// the counts by reason.

import * as format from "./format.js";

const byId = (id) => document.getElementById(id);

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) {
    made.textContent = text;
  }
  if (className) {
    made.className = className;
  }
  return made;
}

/** What holds as long as the server runs. */
export function identity(status) {
  byId("version").textContent = status.version;
  document.title = `Echo7 ${status.listening[0] ?? ""}`;
}

export function facts(status, upMs) {
  byId("facts").textContent =
    `${status.transport}, pid ${status.pid}, up ${format.time(upMs)}`;
}

/** One of: connecting, serving, draining, lost. */
export function state(name, notice = "") {
  const pill = byId("state");
  if (pill.dataset.state !== name) {
    pill.dataset.state = name;
    pill.textContent = name;
  }
  // A live region: said once, when it changes.
  if (byId("notice").textContent !== notice) {
    byId("notice").textContent = notice;
  }
}

/** A table of counts by reason; the greatest first. */
export function counts(id, history, kind, totals) {
  const rows = Object.entries(totals)
    .filter(([, total]) => total > 0)
    .sort(([, one], [, other]) => other - one)
    .map(([reason, total]) => {
      const row = element("tr");
      const head = element("th", reason);
      head.scope = "row";
      const recent = history.growth(kind, reason);
      row.append(
        head, element("td", recent > 0 ? format.count(recent) : "–"),
        element("td", format.count(total)));
      return row;
    });
  if (rows.length === 0) {
    const none = element("td", "none since start", "quiet");
    none.colSpan = 3;
    const row = element("tr");
    row.append(none);
    rows.push(row);
  }
  byId(id).replaceChildren(...rows);
}

/** A meter an event loop; they are made once, and then changed. */
export function loops(eventLoops) {
  const list = byId("loops");
  while (list.children.length > eventLoops.length) {
    list.lastElementChild.remove();
  }
  while (list.children.length < eventLoops.length) {
    list.append(meter());
  }
  eventLoops.forEach((loop, i) => {
    const percent = Math.round(Math.min(1, loop.load) * 100);
    const [name, bar, value] = list.children[i].children;
    name.textContent = loop.name;
    name.title = format.plural(loop.connections, "connection");
    bar.setAttribute("aria-label", `Load of ${loop.name}`);
    bar.setAttribute("aria-valuenow", percent);
    bar.setAttribute("aria-valuetext", `${percent} % busy, ${format.plural(loop.connections, "connection")}`);
    bar.firstElementChild.style.width = `${percent}%`;
    bar.dataset.high = percent >= 90;
    value.textContent = `${percent}\u202f%`;
  });
}

function meter() {
  const item = element("li");
  const bar = element("div", undefined, "meter");
  bar.setAttribute("role", "meter");
  bar.setAttribute("aria-valuemin", 0);
  bar.setAttribute("aria-valuemax", 100);
  bar.append(element("span"));
  item.append(element("span"), bar, element("span", undefined, "number"));
  return item;
}
