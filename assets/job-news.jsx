// The title of the tab with the progress of what runs, and a notification of the browser when a long job has ended
// while nobody looked. Notifications are asked for on a click only, and kept as a choice of this browser.

import { useEffect, useRef, useState } from "react";
import Bell from "lucide-react/dist/esm/icons/bell.mjs";
import BellRing from "lucide-react/dist/esm/icons/bell-ring.mjs";
import { local } from "./base-path.js";
import { createWatch, jobTitle } from "./job-news.js";
import { keepChoice, keptChoice } from "./kept-choice.js";
import { t } from "./translate.js";

const CHOICE = "cuedeck-notifications";
const can = () => typeof Notification === "function" && window.isSecureContext;
const chosen = () => can() && Notification.permission === "granted" && keptChoice(CHOICE) === "on";

// Gives the title back that the page had, unless another page has set its own by then.
export function useTabTitle(text) {
  useEffect(() => {
    if (!text) return undefined;
    const before = document.title;
    document.title = text;
    return () => {
      if (document.title === text) document.title = before;
    };
  }, [text]);
}

export function useEndings(rows) {
  const watch = useRef(null);
  watch.current ??= createWatch();
  useEffect(() => {
    const ended = watch.current(rows, Date.now());
    if (chosen() && !document.hasFocus()) ended.forEach(notify);
  }, [rows]);
}

function notify(row) {
  const { id, number, now } = row;
  const told = new Notification(`${t(now.badge)}: ${now.source || row.source}`, {
    body: now.problem || row.kind_label,
    tag: `cuedeck-${id}`, // several tabs tell it once
    icon: local("/favicon.svg"),
  });
  told.onclick = () => {
    window.focus();
    window.location.assign(local(`/jobs/${number}`));
  };
}

// For the page of one job.
export function JobNews({ row }) {
  const name = row?.now ? row.now.source || row.source : "";
  useTabTitle(name && jobTitle(name, row.now));
  const rows = useRef([]);
  if (row?.id && rows.current[0] !== row) rows.current = [row];
  useEndings(rows.current);
  return null;
}

export function PageTitle({ text }) {
  useTabTitle(text);
  return null;
}

export function NotifyButton() {
  const [state, setState] = useState("");
  useEffect(() => setState(can() ? (chosen() ? "on" : "off") : ""), []);
  if (!state) return null;
  const press = async () => {
    if (state === "on") {
      keepChoice(CHOICE, "off");
      return setState("off");
    }
    const answer = await Notification.requestPermission();
    if (answer !== "granted") return setState("blocked");
    keepChoice(CHOICE, "on");
    return setState("on");
  };
  const Icon = state === "on" ? BellRing : Bell;
  const words = { on: t("You will be notified"), off: t("Notify me when it ends"), blocked: t("This browser blocks notifications") };
  return (
    <button
      type="button"
      className="button quiet"
      aria-pressed={state === "on"}
      disabled={state === "blocked"}
      title={t("For jobs that take half a minute or longer, while this page is open in another tab")}
      data-testid="notify"
      onClick={press}
    >
      <Icon size={14} aria-hidden="true" />
      {words[state]}
    </button>
  );
}
