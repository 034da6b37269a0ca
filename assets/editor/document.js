// The document in the editor: cues that are never changed, only replaced. A cue has `key` (its identity here), start
// and end in ticks, `text` with tags, the styles they name, `words`, and `rest`: what else its project says of it.

import { moved, reworded } from "./words.js";
import { plain, toMarkup, toRuns } from "./markup.js";

export const TICKS = 90_000_000;
let keys = 0;

export function newCue(fields) {
  keys += 1;
  return { key: keys, start: 0, end: 0, text: "", styles: [], words: null, speaker: null, placement: null, rest: {}, ...fields };
}

function wordsOf(extras) {
  return extras?.words?.map((word) => word.fields ?? word) ?? null;
}

export function fromProject(raw) {
  const { start = 0, end = 0, text, runs, speaker = null, placement = null, extras, ...rest } = raw;
  const { words: _, ...others } = extras ?? {};
  const marked = text === undefined ? toMarkup(runs ?? []) : toMarkup([{ text }]);
  const kept = Object.keys(others).length ? { ...rest, extras: others } : rest;
  return newCue({ start, end, ...marked, words: wordsOf(extras), speaker, placement, rest: kept });
}

// One cue as its project has it; kept with the cue, so that a save costs what has changed.
const written = new WeakMap();

export function toProject(cue) {
  const runs = toRuns(cue.text, cue.styles);
  const body = { start: cue.start, end: cue.end, ...cue.rest };
  if (cue.speaker) body.speaker = cue.speaker;
  if (cue.placement) body.placement = cue.placement;
  if (cue.words?.length) {
    body.extras = { ...cue.rest.extras, words: cue.words.map((fields) => ({ $type: "Word", fields })) };
  }
  if (runs.length === 1 && !runs[0].style) body.text = runs[0].text;
  else if (runs.length) body.runs = runs;
  return body;
}

export function asJson(cue) {
  let text = written.get(cue);
  if (text === undefined) {
    text = JSON.stringify(toProject(cue));
    written.set(cue, text);
  }
  return text;
}

export const projectJson = (head, cues) =>
  `${JSON.stringify(head).slice(0, -1)},"cues":[${cues.map(asJson).join(",")}]}`;

// The cue with another text. Times of words follow it; times of karaoke are left out where the text changed.
export function withText(cue, text) {
  if (text === cue.text) return cue;
  const [before, after] = [plain(cue.text), plain(text)];
  if (before === after) return { ...cue, text };
  return { ...cue, text, words: reworded(cue.words, after), rest: withMarks(cue.rest, before, after) };
}

function withMarks(rest, before, after) {
  if (!rest.marks) return rest;
  let head = 0;
  while (head < before.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const grown = after.length - before.length;
  const kept = rest.marks
    .filter(([offset]) => offset <= head || offset >= before.length - tail)
    .map(([offset, ticks]) => [offset <= head ? offset : offset + grown, ticks]);
  const { marks, ...others } = rest;
  return kept.length ? { ...others, marks: kept } : others;
}

export function withTimes(cue, start, end) {
  if (start === cue.start && end === cue.end) return cue;
  const same = end - start === cue.end - cue.start;
  return { ...cue, start, end, words: same ? moved(cue.words, start - cue.start) : cue.words };
}

// 00:00:01.250; never negative.
export function clock(ticks) {
  const ms = Math.max(0, Math.round(ticks / (TICKS / 1000)));
  const two = (value) => String(value).padStart(2, "0");
  const [h, m, s] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1000) % 60];
  return `${two(h)}:${two(m)}:${two(s)}.${String(ms % 1000).padStart(3, "0")}`;
}

// Ticks of a time a person typed: 1:02.5, 62.5, 00:01:02,500; null when it is none.
export function parseClock(text) {
  const match = /^\s*(?:(?:(\d+):)?(\d{1,2}):)?(\d+)(?:[.,](\d{1,6}))?\s*$/.exec(text);
  if (!match) return null;
  const [, h = "0", m = "0", s, fraction = ""] = match;
  const micros = Number(fraction.padEnd(6, "0"));
  return (Number(h) * 3600 + Number(m) * 60 + Number(s)) * TICKS + micros * (TICKS / 1_000_000);
}

// Ticks of a frame at a rate as the project has it ("25", "30000/1001"); null when it has none.
export function frameTicks(rate) {
  if (!rate) return null;
  const [over, under = 1] = String(rate).split("/").map(Number);
  return over > 0 ? (TICKS * under) / over : null;
}

// What a source says in the time of a cue.
export function textBeside(source, cue) {
  const length = (other) => Math.min(other.end, cue.end) - Math.max(other.start, cue.start);
  const half = (other) => length(other) * 2 >= Math.min(other.end - other.start, cue.end - cue.start);
  return source.filter((other) => length(other) > 0 && half(other)).map((other) => plain(other.text)).join("\n");
}
