// Cues of a WebVTT track as plain values, and which of them is shown at a time.
// A cue is {start, end, text, speaker, lines (a DOM fragment on demand), native (the browser's own)}.

import { useMemo } from "react";
import { useTransport } from "./transport.js";

export function plainCues(track) {
  return Array.from(track?.cues ?? [], (native) => ({
    start: native.startTime,
    end: native.endTime,
    native,
    get fragment() {
      return native.getCueAsHTML();
    },
    get speaker() {
      return this.fragment.querySelector("[title]")?.title ?? "";
    },
    get text() {
      return this.fragment.textContent;
    },
  }));
}

// The last cue that has begun at `time`, -1 before the first: cues are in order of their start.
export function lastBegun(cues, time) {
  let [low, high] = [0, cues.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cues[middle].start <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

// The cue to mark in the list: the one that is shown, or -1 in a gap.
export function indexAt(cues, time) {
  const index = lastBegun(cues, time + 0.001);
  return index >= 0 && time < cues[index].end ? index : -1;
}

// How many cues may overlap one that begins later; more are never on a screen.
const OVERLAP = 8;

export function shownAt(cues, time) {
  const last = lastBegun(cues, time + 0.001);
  return cues.slice(Math.max(0, last - OVERLAP), last + 1).filter((cue) => time < cue.end);
}

export function useIndexAt(transport, cues) {
  return useTransport(transport, (now) => indexAt(cues, now.time), "time");
}

export function useShown(transport, cues) {
  const key = useTransport(transport, (now) => shownAt(cues, now.time).map((cue) => cues.indexOf(cue)).join(), "time");
  return useMemo(() => (key ? key.split(",").map((index) => cues[index]) : []), [key, cues]);
}

export function clockText(seconds) {
  const whole = Math.floor(seconds + 1e-6);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number) => `${number}`.padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
