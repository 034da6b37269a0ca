// Findings of the server beside the cues: those near a change are asked for while a person types, all of them when
// the document is opened, when another guide is chosen, and when much has changed.

import { useCallback, useEffect, useRef, useState } from "react";
import { asJson } from "./document.js";
import { ask } from "./server.js";

const WAIT = 250;
const AROUND = 3;
const MANY = 300;

// A Map of a cue's key to its findings, for `cues` by `guide`.
export function useChecks({ url, cues, guide, rate }) {
  const [findings, setFindings] = useState(new Map());
  const seen = useRef({ cues: [], guide: null });
  const latest = useRef({});
  latest.current = { cues, guide, rate };

  const look = useCallback(async () => {
    const { cues: now, guide: by, rate: frames } = latest.current;
    const range = by === seen.current.guide ? changed(seen.current.cues, now) : [0, now.length];
    if (range === null || now.length === 0) return setFindings((known) => (now.length || !known.size ? known : new Map()));
    const [from, to] = range[1] - range[0] > MANY ? [0, now.length] : [Math.max(0, range[0] - AROUND), Math.min(now.length, range[1] + AROUND)];
    const part = now.slice(from, to);
    const head = JSON.stringify({ guide: by || null, frame_rate: frames ?? null }).slice(0, -1);
    const answer = await ask("POST", url, `${head},"cues":[${part.map(asJson).join(",")}]}`);
    if (!answer.ok) return undefined;
    seen.current = { cues: now, guide: by };
    return setFindings((known) => merged(known, now, part, answer.body.findings, { from, to }));
  }, [url]);

  useEffect(() => {
    const timer = setTimeout(look, WAIT);
    return () => clearTimeout(timer);
  }, [look, cues, guide, rate]);
  return findings;
}

// [first, last) of what differs, or null.
function changed(before, after) {
  let head = 0;
  const least = Math.min(before.length, after.length);
  while (head < least && before[head] === after[head]) head += 1;
  if (head === before.length && head === after.length) return null;
  let tail = 0;
  while (tail < least - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return [head, after.length - tail];
}

// The first cue of a part is judged without those before it, so what it is known for stays, unless it is the first.
function merged(known, cues, part, findings, { from, to }) {
  const whole = from === 0 && to === cues.length;
  const next = whole ? new Map() : new Map(known);
  part.forEach((cue, at) => (from === 0 || at > 0) && next.delete(cue.key));
  for (const finding of findings) {
    const { key } = part[finding.cue - 1];
    if (from > 0 && finding.cue === 1) continue;
    next.set(key, [...(next.get(key) ?? []), finding]);
  }
  return next;
}
