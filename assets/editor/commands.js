// What a person does to the cues. A command gives a list of splices { at, remove, insert }, ordered and apart, that the
// history applies and takes back; it changes nothing itself.

import { newCue, TICKS, withText, withTimes } from "./document.js";
import { plain, toggled, toMarkup, toRuns } from "./markup.js";

const SHORTEST = TICKS / 10;
const one = (at, insert, remove = 1) => [{ at, remove, insert }];

// The splices that replace every cue of `indices` by what `change` makes of it.
export function each(cues, indices, change) {
  return [...new Set(indices)].sort((a, b) => a - b).flatMap((at) => {
    const changed = change(cues[at], at);
    return changed === cues[at] ? [] : one(at, [changed]);
  });
}

export const setText = (cues, at, text) => each(cues, [at], (cue) => withText(cue, text));

export function setTimes(cues, at, start, end) {
  if (start < 0 || end < start) return [];
  return each(cues, [at], (cue) => withTimes(cue, start, end));
}

// Cut a cue at a place in its marked text; the time is the share of the text, or the word's when words are known.
export function split(cues, at, offset, time = null) {
  const cue = cues[at];
  const [left, right] = cutMarkup(cue, offset);
  const first = plain(left.text).trim();
  if (!first || !plain(right.text).trim()) return [];
  const count = first.split(/\s+/).length;
  const inside = time !== null && time > cue.start && time < cue.end;
  const share = cue.start + Math.round(((cue.end - cue.start) * first.length) / plain(cue.text).length);
  const middle = inside ? time : cue.words?.[count]?.start > cue.start ? Math.min(cue.words[count].start, cue.end) : share;
  const { marks: _, id, ...rest } = cue.rest;
  const words = cue.words ? [cue.words.slice(0, count), cue.words.slice(count)] : [null, null];
  return one(at, [
    { ...cue, ...left, end: middle, words: words[0], rest: id === undefined ? rest : { ...rest, id } },
    newCue({ ...cue, key: newCue({}).key, ...right, start: middle, words: words[1], rest }),
  ]);
}

function cutMarkup(cue, offset) {
  const before = plain(cue.text.slice(0, offset).replace(/<[^>]*$/, "")).length;
  const [left, right] = [[], []];
  let passed = 0;
  for (const run of toRuns(cue.text, cue.styles)) {
    const here = Math.max(0, Math.min(run.text.length, before - passed));
    if (here) left.push({ ...run, text: run.text.slice(0, here) });
    if (here < run.text.length) right.push({ ...run, text: run.text.slice(here) });
    passed += run.text.length;
  }
  if (left.length) left.at(-1).text = left.at(-1).text.trimEnd();
  if (right.length) right[0].text = right[0].text.trimStart();
  return [toMarkup(left), toMarkup(right)];
}

// Join neighbouring cues, from the first of `indices` to the last.
export function merge(cues, indices) {
  const [first, last] = [least(indices), most(indices)];
  if (last <= first || last >= cues.length) return [];
  const parts = cues.slice(first, last + 1);
  const runs = parts.flatMap((cue, index) => [
    ...(index ? [{ text: plain(cue.text).startsWith("-") ? "\n" : " " }] : []),
    ...toRuns(cue.text, cue.styles),
  ]);
  const words = parts.every((cue) => cue.words) ? parts.flatMap((cue) => cue.words) : null;
  const { marks: _, ...rest } = parts[0].rest;
  const end = most(parts.map((cue) => cue.end));
  return one(first, [{ ...parts[0], ...toMarkup(runs), end, words, rest }], parts.length);
}

// An empty cue after `at` (-1: before all): two seconds, or what room there is.
export function insertAfter(cues, at, time = null) {
  const [before, after] = [cues[at], cues[at + 1]];
  const room = after ? after.start : Infinity;
  const begin = before?.end ?? Math.max(0, Math.min(room - 2 * TICKS, 0));
  const start = time !== null && time >= begin && time < room ? time : begin;
  const end = Math.max(start + SHORTEST, Math.min(start + 2 * TICKS, room));
  return one(at + 1, [newCue({ start, end, speaker: before?.speaker ?? null })], 0);
}

export function removeCues(cues, indices) {
  return [...new Set(indices)].sort((a, b) => a - b).map((at) => ({ at, remove: 1, insert: [] }));
}

// What a scope covers: the chosen cues, those from the first of them on ("on"), or "all".
export function scopeOf(cues, chosen, scope) {
  const every = [...cues.keys()];
  if (scope === "all") return every;
  return scope === "on" ? every.slice(chosen[0] ?? 0) : chosen;
}

// Not Math.min(...numbers): a call takes no more than some hundred thousand arguments.
const least = (numbers) => numbers.reduce((one, other) => Math.min(one, other), Infinity);
const most = (numbers) => numbers.reduce((one, other) => Math.max(one, other), -Infinity);

// When the first of these cues begins.
export function earliest(cues, indices) {
  return least(indices.map((at) => cues[at].start));
}

export function shift(cues, indices, by) {
  const real = Math.max(by, -earliest(cues, indices));
  return each(cues, indices, (cue) => withTimes(cue, cue.start + real, cue.end + real));
}

// Starts and ends on whole frames of `frame` ticks; a cue keeps at least one.
export function snap(cues, indices, frame) {
  if (!frame) return [];
  const on = (ticks) => Math.round(Math.round(ticks / frame) * frame);
  return each(cues, indices, (cue) => {
    const start = on(cue.start);
    return withTimes(cue, start, Math.max(on(cue.end), Math.round(start + frame)));
  });
}

const REACH = TICKS / 2;
const BEFORE_CUT = 2;

// The cut that is nearest to a time, or null with none within reach; cuts are in order.
function nearestCut(cuts, ticks) {
  let [low, high] = [0, cuts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cuts[middle] < ticks) low = middle + 1;
    else high = middle;
  }
  const near = [cuts[low - 1], cuts[low]].filter((cut) => cut !== undefined && Math.abs(cut - ticks) <= REACH);
  return near.length ? near.reduce((one, other) => (ticks - one <= other - ticks ? one : other)) : null;
}

// Starts that are near a cut of the picture begin with it, ends near one stop two frames before it, as style guides
// ask. A cue keeps at least a frame.
export function snapToCuts(cues, indices, cuts, frame) {
  return each(cues, indices, (cue) => {
    const start = nearestCut(cuts, cue.start) ?? cue.start;
    const cut = nearestCut(cuts, cue.end);
    const end = cut === null ? cue.end : Math.round(cut - BEFORE_CUT * frame);
    return end - start < frame ? cue : withTimes(cue, start, end);
  });
}

export const toggleTag = (cues, indices, tag) => each(cues, indices, (cue) => ({ ...cue, text: toggled(cue.text, tag) }));

// "top", "middle", "bottom" or "" (where the format puts it).
export function place(cues, indices, anchor) {
  return each(cues, indices, (cue) =>
    (cue.placement?.anchor ?? "") === anchor && (anchor || !cue.placement)
      ? cue
      : { ...cue, placement: anchor ? { anchor } : null },
  );
}

export const setSpeaker = (cues, indices, name) =>
  each(cues, indices, (cue) => (cue.speaker === (name || null) ? cue : { ...cue, speaker: name || null }));

export function renameSpeaker(cues, old, name) {
  const mine = cues.flatMap((cue, at) => (cue.speaker === old ? [at] : []));
  return setSpeaker(cues, mine, name);
}

export function speakersOf(cues) {
  const found = new Set();
  for (const cue of cues) if (cue.speaker) found.add(cue.speaker);
  return [...found];
}
