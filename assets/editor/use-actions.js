// What buttons and keys do, over the live document. Every action reads what is newest when it is called.

import { useMemo, useRef } from "react";
import * as commands from "./commands.js";
import { asJson, frameTicks, fromProject, TICKS } from "./document.js";
import { next as nextOf, replaceIn } from "./find.js";
import { plain, toggled } from "./markup.js";
import { ask, said } from "./server.js";
import { chosen } from "./use-document.js";
import { unsureRanges } from "./words.js";
import { t } from "../translate.js";

const STEP = TICKS / 25;

// `context` has what the component knows: text and list elements, findings, guide, find, playhead, and its setters.
export function useActions(document, context) {
  const latest = useRef(context);
  latest.current = context;
  return useMemo(() => {
    const { live, run, choose } = document;
    const cues = () => live.current.history.cues;
    const at = () => live.current.at.current;
    const indices = () => chosen(live.current.at).filter((index) => index < cues().length);
    const rate = () => live.current.head?.frame_rate ?? latest.current.filmRate;
    const frame = () => frameTicks(rate()) ?? STEP;
    const text = () => latest.current.text.current;
    const focusText = () => requestAnimationFrame(() => text()?.focus());
    const go = (step) => choose(at() + step);
    const own = (label, command, { scope, ...options } = {}) => cues().length && run(label, command(cues(), commands.scopeOf(cues(), indices(), scope)), options);

    const fixed = async (only, part) => {
      const { guide, url, tell } = latest.current;
      const [first, last] = [part[0], part.at(-1)];
      const before = cues().slice(first, last + 1);
      const head = JSON.stringify({ guide: guide || null, frame_rate: live.current.head?.frame_rate ?? null, only }).slice(0, -1);
      const answer = await ask("POST", `${url("fixes")}`, `${head},"cues":[${before.map(asJson).join(",")}]}`);
      if (!answer.ok) return tell(said(answer));
      if (cues().slice(first, last + 1).some((cue, index) => cue !== before[index])) return undefined;
      const made = answer.body.cues.map(fromProject);
      const same = made.length === before.length;
      const insert = made.map((cue, index) => (same ? (asJson(cue) === asJson(before[index]) ? before[index] : { ...cue, key: before[index].key }) : cue));
      if (same && insert.every((cue, index) => cue === before[index])) return tell(t("There is nothing to change here."));
      return run(only === "lines" ? t("Break lines") : t("Fix"), [{ at: first, remove: before.length, insert }]);
    };

    const selectMatch = (step) => {
      const index = nextOf(latest.current.found, at(), step);
      if (index >= 0) choose(index);
    };
    const replaced = (part) => {
      const { query, pattern } = latest.current;
      if (pattern) run(t("Replace"), replaceIn(cues(), part, pattern, query.replacement, query.regex));
    };

    const act = {
      type: (value) => {
        const index = at();
        run(t("Text"), commands.setText(cues(), index, value), { typing: cues()[index]?.key });
      },
      times: (start, end) => run(t("Times"), commands.setTimes(cues(), at(), start, end)),
      edge: (index, start, end) => run(t("Times"), commands.setTimes(cues(), index, start, end), { select: index }),
      place: (anchor) => own(t("Place"), (all, part) => commands.place(all, part, anchor)),
      speaker: (name) => (name === undefined ? latest.current.focusSpeaker() : own(t("Speaker"), (all, part) => commands.setSpeaker(all, part, name))),
      rename: (old, name) => run(t("Rename speaker"), commands.renameSpeaker(cues(), old, name)),
      shift: (ticks, scope) => own(t("Shift"), (all, part) => commands.shift(all, part, ticks), { scope }),
      extendDown: () => choose(at() + 1, true),
      extendUp: () => choose(at() - 1, true),
      selectAll: () => {
        choose(0);
        choose(cues().length - 1, true);
      },
      next: () => go(1),
      previous: () => go(-1),
      text: focusText,
      list: () => latest.current.list.current?.focus(),
      nextFault: () => {
        const { findings } = latest.current;
        const all = cues();
        const bad = (cue) => findings.get(cue.key)?.length || unsureRanges(cue.words, plain(cue.text)).length;
        const order = [...all.keys()].map((index) => (at() + 1 + index) % all.length);
        const found = order.find((index) => bad(all[index]));
        if (found === undefined) latest.current.tell(t("No fault and no unsure word is left."));
        else choose(found);
      },
      italic: () => {
        const field = text();
        const { selectionStart: from, selectionEnd: to } = field ?? {};
        const cue = cues()[at()];
        if (!field || window.document.activeElement !== field || from === to) {
          return own(t("Italics"), (all, part) => commands.toggleTag(all, part, "i"));
        }
        const marked = cue.text.slice(0, from) + toggled(cue.text.slice(from, to), "i") + cue.text.slice(to);
        return run(t("Italics"), commands.setText(cues(), at(), marked));
      },
      breakLines: () => cues().length && fixed("lines", indices()),
      fix: () => cues().length && fixed("all", around(indices(), cues().length)),
      fixAll: () => cues().length && fixed("all", [0, cues().length - 1]),
      position: () => own(t("Place"), (all, part) => commands.place(all, part, all[part[0]].placement?.anchor === "top" ? "" : "top")),
      split: () => {
        const field = text();
        const cue = cues()[at()];
        if (!cue) return;
        const here = window.document.activeElement === field ? field.selectionStart : Math.floor(cue.text.length / 2);
        run(t("Split"), commands.split(cues(), at(), here, latest.current.playhead()));
      },
      merge: () => {
        const part = indices();
        const pair = part.length > 1 ? part : [at(), at() + 1];
        run(t("Merge"), commands.merge(cues(), pair), { select: pair[0] });
      },
      insert: () => {
        run(t("Insert"), commands.insertAfter(cues(), cues().length ? at() : -1, latest.current.playhead()), { select: cues().length ? at() + 1 : 0 });
        focusText();
      },
      insertBefore: () => {
        run(t("Insert"), commands.insertAfter(cues(), at() - 1), { select: at() });
        focusText();
      },
      remove: () => own(t("Delete"), commands.removeCues, { select: indices()[0] }),
      snap: (scope) => {
        const known = frameTicks(rate());
        if (!known) return latest.current.tell(t("Neither the file nor a film says how many frames a second has, so there is nothing to snap to."));
        return own(t("Snap"), (all, part) => commands.snap(all, part, known), { scope });
      },
      snapToShots: (scope) => {
        const { cuts } = latest.current;
        if (!cuts.length) return latest.current.tell(t("There are no shots to snap to: no film, or a worker is still looking for them."));
        return own(t("Snap to shots"), (all, part) => commands.snapToCuts(all, part, cuts, frame()), { scope });
      },
      shiftTimes: () => cues().length && latest.current.openTimes(),
      earlier: () => act.shift(-frame()),
      later: () => act.shift(frame()),
      startHere: () => {
        const [here, cue] = [latest.current.playhead(), cues()[at()]];
        if (cue && here !== null && here < cue.end) act.times(here, cue.end);
      },
      endHere: () => {
        const [here, cue] = [latest.current.playhead(), cues()[at()]];
        if (cue && here !== null && here > cue.start) act.times(cue.start, here);
      },
      playPause: () => latest.current.play(null),
      playCue: () => cues()[at()] && latest.current.play(cues()[at()]),
      undo: document.undo,
      redo: document.redo,
      find: (step) => (typeof step === "number" ? selectMatch(step) : latest.current.openFind()),
      replace: () => latest.current.openFind(),
      findNext: () => selectMatch(1),
      findPrevious: () => selectMatch(-1),
      replaceOne: () => {
        if (latest.current.found.includes(at())) replaced([at()]);
        selectMatch(1);
      },
      replaceAll: () => replaced(latest.current.found),
      closeFind: () => {
        latest.current.closeFind();
        focusText();
      },
      save: () => live.current.saver.flush(),
      approve: () => latest.current.finish(),
      keys: () => latest.current.openKeys(),
    };
    return act;
  }, [document.live, document.run, document.choose, document.undo, document.redo]);
}

// The chosen cues with the one after them, so that a fix knows what room there is.
const around = (part, count) => [part[0], Math.min(part.at(-1) + 1, count - 1)];
