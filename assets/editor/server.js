// The server's half: drafts, checks, fixes, versions, and the saver that keeps one save under way at a time.

import { t } from "../translate.js";

const IDLE = 900;
const AGAIN = 4000;

// { ok, status, body, headers }; a lost connection has the status 0.
export async function ask(method, url, body, headers = {}) {
  const sent = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
  const json = body === undefined ? {} : { "content-type": "application/json" };
  try {
    const answer = await fetch(url, { method, ...sent, headers: { ...json, ...headers } });
    const text = await answer.text();
    const known = text.startsWith("{") ? JSON.parse(text) : {};
    return { ok: answer.ok, status: answer.status, body: known, etag: answer.headers.get("etag") };
  } catch {
    const body = { detail: t("The server cannot be reached."), hint: t("It is tried again by itself.") };
    return { ok: false, status: 0, body, etag: null };
  }
}

export const said = ({ body }) => [body.detail, body.hint].filter(Boolean).join(" ") || t("The server refused that.");

// Saves what `write()` gives when nothing has changed for a moment. `tell` gets { state, … }: saved, unsaved, saving,
// lost (tried again), failed, conflict (somebody else saved: by, at, version).
export function createSaver(url, version, write, tell) {
  let [timer, busy, dirty, stopped] = [0, null, false, false];

  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(() => saver.flush(), wait);
  };

  async function send() {
    dirty = false;
    tell({ state: "saving" });
    const answer = await ask("PUT", url, write(), { "if-match": `"${saver.version}"`, prefer: "return=minimal" });
    if (answer.ok) {
      saver.version = Number(answer.etag?.replaceAll('"', ""));
      tell({ state: dirty ? "unsaved" : "saved", at: Date.now() });
      if (dirty) later(IDLE);
      return true;
    }
    dirty = true;
    if (answer.status === 412) {
      stopped = true;
      const { version: theirs, changed_by: by, changed_at: at } = answer.body;
      tell({ state: "conflict", by, at, version: theirs });
    } else if (answer.status === 0 || answer.status >= 500 || answer.status === 429) {
      tell({ state: "lost", message: said(answer) });
      later(AGAIN);
    } else tell({ state: "failed", message: said(answer) });
    return false;
  }

  const saver = {
    version,
    change() {
      if (stopped) return;
      if (!dirty && busy === null) tell({ state: "unsaved" });
      dirty = true;
      later(IDLE);
    },
    // Whether all is saved.
    async flush() {
      clearTimeout(timer);
      if (busy) await busy;
      if (stopped) return false;
      if (!dirty) return true;
      busy = send();
      const done = await busy;
      busy = null;
      return done && !dirty;
    },
    // After a conflict: what is here wins over the version that is there.
    overwrite(theirs) {
      [stopped, dirty, saver.version] = [false, true, theirs];
      return saver.flush();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
  return saver;
}
