// The document that is open: loaded, changed by commands, saved by itself. What is read while keys are handled lies in
// `live`, which is always the newest; what is drawn follows it.

import { useCallback, useEffect, useRef, useState } from "react";
import { fromProject, projectJson } from "./document.js";
import * as history from "./history.js";
import { ask, createSaver, said } from "./server.js";

export function useDocument(base, output) {
  const live = useRef({ history: history.empty([]), at: { current: 0, anchor: 0 }, head: null, saver: null });
  const [view, setView] = useState({ phase: "loading" });
  const [saved, setSaved] = useState({ state: "saved" });
  const draw = useCallback((more = {}) => {
    const { history: now, at, head } = live.current;
    setView((was) => ({ ...was, ...more, history: now, cues: now.cues, at, head }));
  }, []);

  const load = useCallback(async () => {
    live.current.saver?.stop();
    const url = `${base}/draft?output=${output}`;
    const answer = await ask("POST", url);
    if (!answer.ok) return setView({ phase: "failed", message: said(answer) });
    const { document: project, version, language } = answer.body;
    const { cues, ...head } = project;
    const write = () => projectJson(head, live.current.history.cues);
    const saver = createSaver(url, version, write, setSaved);
    live.current = { history: history.empty(cues.map(fromProject)), at: { current: 0, anchor: 0 }, head, saver };
    setSaved({ state: "saved" });
    return draw({ phase: "ready", language });
  }, [base, output, draw]);
  useEffect(() => {
    load();
    return () => live.current.saver?.flush();
  }, [load]);

  const choose = useCallback((index, extend = false) => {
    const { cues } = live.current.history;
    const current = Math.max(0, Math.min(cues.length - 1, index));
    live.current.at = { current, anchor: extend ? live.current.at.anchor : current };
    draw();
  }, [draw]);

  const put = useCallback((next, index) => {
    if (next === live.current.history) return;
    live.current.history = next;
    live.current.saver.change();
    choose(index ?? live.current.at.current);
  }, [choose]);

  const run = useCallback((label, splices, { select, typing = null } = {}) => {
    const now = live.current;
    put(history.apply(now.history, splices, { label, select: now.at.current, typing }), select);
  }, [put]);
  const undo = useCallback(() => {
    const step = live.current.history.done.at(-1);
    put(history.undo(live.current.history), step?.select);
  }, [put]);
  const redo = useCallback(() => {
    const step = live.current.history.undone.at(-1);
    put(history.redo(live.current.history), step?.forward[0].at);
  }, [put]);

  return { live, view, saved, load, choose, run, undo, redo };
}

// The cues that are chosen, from the first to the last.
export function chosen({ current, anchor }) {
  const [first, last] = [Math.min(current, anchor), Math.max(current, anchor)];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
