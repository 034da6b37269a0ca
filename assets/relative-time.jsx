// Times that stay true while the page is open: "2 min ago" with the exact time on hover, and running seconds.
// All of them share one timer, so fifty rows cost one wake-up a second.

import { useSyncExternalStore } from "react";
import { counted, locale, t } from "./translate.js";

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
const DAY = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const DAY_AND_YEAR = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });
const EXACT = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" });
const TIME = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit", second: "2-digit" });

const AGO = [
  [45, 1, () => t("just now")],
  [3600, 60, (count) => t("{count} min ago", { count })],
  [86400, 3600, (count) => t("{count} h ago", { count })],
  [7 * 86400, 86400, (count) => counted(count, "1 day ago", "{count} days ago")],
];

export function ago(milliseconds, at) {
  const seconds = Math.max(0, (milliseconds - at) / 1000);
  for (const [below, size, say] of AGO) {
    if (seconds < below) return say(Math.max(1, Math.round(seconds / size)));
  }
  const sameYear = new Date(milliseconds).getFullYear() === new Date(at).getFullYear();
  return (sameYear ? DAY : DAY_AND_YEAR).format(at);
}

export function until(milliseconds, at) {
  const seconds = Math.round((at - milliseconds) / 1000);
  if (seconds <= 0) return t("expired");
  if (seconds < 90) return t("in {count} s", { count: seconds });
  if (seconds < 3570) return t("in {count} min", { count: Math.round(seconds / 60) });
  return seconds < 129600 ? t("in {count} h", { count: Math.round(seconds / 3600) }) : t("in {count} days", { count: Math.round(seconds / 86400) });
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
