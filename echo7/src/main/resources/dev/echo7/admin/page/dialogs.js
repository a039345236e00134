// The two questions that the page asks, each in a modal <dialog>: the browser keeps the focus within
// and brings it back, and Escape means no.

import * as format from "./format.js";
import { token } from "./api.js";

const byId = (id) => document.getElementById(id);

/** Resolves to the dialog's answer: the value of the button, or "" after Escape. */
function ask(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
  });
}

/** Whether to end a connection: null for no, else { reset }. */
export async function askToClose(connection) {
  const name = connection.name ? `, ${format.visible(connection.name)}` : "";
  byId("close-title").textContent = `Close connection ${connection.id}?`;
  byId("close-about").textContent =
    `${format.peer(connection)}${name}. Open for ${format.time(connection.ageMs)} over `
    + `${connection.transport}, ${format.plural(connection.bytesIn, "byte")} in. Bytes `
    + "received so far are echoed first; then the server closes its side.";
  byId("close-reset").checked = false;
  const answer = await ask(byId("close-dialog"));
  return answer === "close" ? { reset: byId("close-reset").checked } : null;
}

let asking = null;

/** Asks for a token until there is one; however many want it, it is asked for once. */
export function askForToken() {
  asking ??= (async () => {
    byId("token-wrong").hidden = token.get() === null;
    byId("token").value = "";
    let text = "";
    // What no header can carry would never leave the browser.
    while (!/^[\x21-\x7e]+$/.test(text)) {
      await ask(byId("token-dialog"));
      text = byId("token").value.trim();
      byId("token-wrong").hidden = text === "";
    }
    token.set(text);
    byId("token").value = "";
    asking = null;
  })();
  return asking;
}
