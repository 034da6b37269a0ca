// Times that stay true while the page is open: "2 min ago" with the exact time on hover, and running seconds.
// All of them share one timer, so fifty rows cost one wake-up a second.

import { useSyncExternalStore } from "react";

const listeners = new Set();
let timer = null;
let now = Date.now();

function tick() {
  now = Date.now();
  listeners.forEach((listener) => listener());
}

function subscribe(listener) {
  listeners.add(listener);
  timer ??= setInterval(tick, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = null;
    }
  };
}

// A component draws again only when its own text changes, because the text is the snapshot.
function useText(write) {
  return useSyncExternalStore(
    subscribe,
    () => write(timer === null ? Date.now() : now),
    () => "",
  );
}

// Making a formatter costs a hundred times what using it does.
const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const DAY_AND_YEAR = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const TIME = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

const AGO = [
  [45, 1, null],
  [3600, 60, "min"],
  [86400, 3600, "h"],
  [7 * 86400, 86400, "day"],
];

export function ago(milliseconds, at) {
  const seconds = Math.max(0, (milliseconds - at) / 1000);
  for (const [below, size, unit] of AGO) {
    if (seconds < below) {
      const count = Math.max(1, Math.round(seconds / size));
      return unit ? `${count} ${unit === "day" && count > 1 ? "days" : unit} ago` : "just now";
    }
  }
  const sameYear = new Date(milliseconds).getFullYear() === new Date(at).getFullYear();
  return (sameYear ? DAY : DAY_AND_YEAR).format(at);
}

export function until(milliseconds, at) {
  const seconds = Math.round((at - milliseconds) / 1000);
  if (seconds <= 0) return "expired";
  if (seconds < 90) return `in ${seconds} s`;
  if (seconds < 3570) return `in ${Math.round(seconds / 60)} min`;
  return seconds < 129600 ? `in ${Math.round(seconds / 3600)} h` : `in ${Math.round(seconds / 86400)} days`;
}

export function running(milliseconds, since) {
  const seconds = Math.max(0, Math.floor((milliseconds - since) / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds} s`;
  const rest = `${seconds % 60}`.padStart(2, "0");
  return minutes < 60 ? `${minutes} min ${rest} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const WRITERS = { ago, until, running };

export function Moment({ at, kind = "ago", className }) {
  const moment = Date.parse(at);
  const text = useText((milliseconds) => (Number.isNaN(moment) ? "" : WRITERS[kind](milliseconds, moment)));
  if (Number.isNaN(moment)) return null;
  return (
    <time className={className} dateTime={at} title={EXACT.format(moment)}>
      {text}
    </time>
  );
}

export function Clock({ at, className }) {
  const moment = Date.parse(at);
  if (Number.isNaN(moment)) return null;
  const text = TIME.format(moment);
  return (
    <time className={className} dateTime={at} title={EXACT.format(moment)}>
      {text}
    </time>
  );
}
