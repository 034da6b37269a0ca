// Find and replace over the words of all cues, as text or as a regular expression.

import { plain } from "./markup.js";
import { each } from "./commands.js";
import { withText } from "./document.js";
import { t } from "../translate.js";

const TAGS = /(<\/?(?:i|b|u|s|\d{1,3})>)/;
const literally = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

// { pattern } or { error }: a regular expression that a person is still typing may be none yet.
export function compile({ text, regex = false, matchCase = false }) {
  if (!text) return {};
  try {
    return { pattern: new RegExp(regex ? text : literally(text), matchCase ? "gu" : "giu") };
  } catch {
    return { error: t("This is no regular expression.") };
  }
}

// Indices of the cues that match.
export function matches(cues, pattern) {
  if (!pattern) return [];
  return cues.flatMap((cue, at) => {
    pattern.lastIndex = 0;
    return pattern.test(plain(cue.text)) ? [at] : [];
  });
}

// The next matching cue from `from` on, around the end; -1 without one.
export function next(found, from, step) {
  if (found.length === 0) return -1;
  const after = step > 0 ? found.find((at) => at > from) : found.findLast((at) => at < from);
  return after ?? (step > 0 ? found[0] : found.at(-1));
}

// Splices that replace in these cues. Tags inside a cue are left alone; $1 stands for a group with `regex`.
export function replaceIn(cues, indices, pattern, replacement, regex) {
  const put = regex ? replacement.replaceAll("\\n", "\n") : () => replacement;
  return each(cues, indices, (cue) => {
    const pieces = cue.text.split(TAGS);
    return withText(cue, pieces.map((piece, at) => (at % 2 ? piece : piece.replace(pattern, put))).join(""));
  });
}
