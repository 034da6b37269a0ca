// Filters of the history. Each changes the address at once, and tells the server what to show without waiting for the
// router, which takes longer than the answer.

import { useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import SlidersHorizontal from "lucide-react/dist/esm/icons/sliders-horizontal.mjs";
import { t } from "../translate.js";

const TYPING = 200;

const MORE = ["source", "label", "channel", "preset", "key", "since", "until"];
const NARROWS = ["q", "status", "type", ...MORE];

function queryOf(view) {
  return `${new URLSearchParams(Object.entries(view).filter(([, value]) => value !== "" && value !== undefined))}`;
}

// What narrows the list at the page's address.
function addressed() {
  const query = new URLSearchParams(window.location.search);
  return Object.fromEntries(NARROWS.map((name) => [name, query.get(name) ?? ""]));
}

// A choice builds on the address, which is ahead of what the server has said of it; or on the choice before, while
// the router is still on its way there.
function useGoing() {
  const navigate = useNavigate();
  const ahead = useRef(null);
  useEffect(() => {
    const elsewhere = () => {
      ahead.current = null;
    };
    window.addEventListener("popstate", elsewhere); // back and forward
    return () => window.removeEventListener("popstate", elsewhere);
  }, []);
  return async (changes, replace, tell) => {
    const view = { ...(ahead.current ?? addressed()), ...changes };
    const query = queryOf(view);
    ahead.current = view;
    tell(query);
    await navigate(query ? `/?${query}` : "/", { replace, preventScrollReset: true });
    if (ahead.current === view) ahead.current = null;
  };
}

function Choose({ label, value, options, onChange, testId }) {
  return (
    <select className="field" aria-label={label} value={value ?? ""} onChange={onChange} data-testid={testId}>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.value === "" ? t(option.label) : option.label}
        </option>
      ))}
    </select>
  );
}

// What is being typed stands in the field at once; the address follows after a moment.
function Typed({ value = "", onSettle, ...rest }) {
  const [text, setText] = useState(value);
  const timer = useRef(0);
  const sent = useRef([]); // what went off and has not come back: older than what stands in the field
  useEffect(() => {
    const place = sent.current.indexOf(value);
    if (place === -1 && !timer.current) setText(value);
    sent.current = sent.current.slice(place + 1);
  }, [value]);
  const settle = (next) => {
    timer.current = 0;
    sent.current.push(next);
    onSettle(next);
  };
  const change = (event) => {
    const next = event.target.value;
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(settle, TYPING, next);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return <input className="field" value={text} onChange={change} spellCheck={false} {...rest} />;
}

function More({ view, go, channels, presets, keys }) {
  const used = MORE.filter((name) => view[name]).length;
  const pick = (name) => (event) => go({ [name]: event.target.value });
  return (
    <details className="more-filters">
      <summary className="button plain" data-testid="more-filters">
        <SlidersHorizontal size={14} aria-hidden="true" />
        {used ? t("Filters ({count})", { count: used }) : t("Filters")}
      </summary>
      <div className="more-panel" role="group" aria-label={t("More filters")}>
        <label>
          <span className="field-label">{t("Source")}</span>
          <Typed value={view.source} onSettle={(text) => go({ source: text }, true)} placeholder={t("Name or address")} />
        </label>
        <label>
          <span className="field-label">{t("Label")}</span>
          <Typed value={view.label} onSettle={(text) => go({ label: text }, true)} placeholder={t("Exact label")} />
        </label>
        <label>
          <span className="field-label">{t("From")}</span>
          <input className="field" type="date" value={view.since ?? ""} onChange={pick("since")} />
        </label>
        <label>
          <span className="field-label">{t("To")}</span>
          <input className="field" type="date" value={view.until ?? ""} onChange={pick("until")} />
        </label>
        <label>
          <span className="field-label">{t("Submitted")}</span>
          <Choose label={t("Submitted")} value={view.channel} options={channels} onChange={pick("channel")} />
        </label>
        <label>
          <span className="field-label">{t("Preset")}</span>
          <Choose label={t("Preset")} value={view.preset} options={presets} onChange={pick("preset")} />
        </label>
        <label>
          <span className="field-label">{t("API key")}</span>
          <Choose label={t("API key")} value={view.key} options={keys} onChange={pick("key")} />
        </label>
      </div>
    </details>
  );
}

// Open panels close on a press beside them, and on Escape.
function usePanels() {
  useEffect(() => {
    const close = (event) => {
      if (event.type === "keydown" && event.key !== "Escape") return;
      for (const panel of document.querySelectorAll(".history details[open]")) {
        if (event.type === "keydown" || !panel.contains(event.target)) panel.open = false;
      }
    };
    const events = ["pointerdown", "keydown"];
    events.forEach((name) => document.addEventListener(name, close));
    return () => events.forEach((name) => document.removeEventListener(name, close));
  }, []);
}

export function JobFilters({ view, statuses, types, channels, presets, keys, onNarrow }) {
  usePanels();
  const going = useGoing();
  const go = (changes, replace = false) => going(changes, replace, onNarrow);
  return (
    <div className="filters">
      <Typed
        type="search"
        value={view.q}
        onSettle={(text) => go({ q: text }, Boolean(view.q))}
        placeholder={t("Search")}
        aria-label={t("Search jobs")}
        title={t("Search names, formats, numbers (/)")}
        data-testid="search"
      />
      <Choose
        label={t("Status")}
        value={view.status}
        options={statuses}
        onChange={(event) => go({ status: event.target.value })}
        testId="filter-status"
      />
      <Choose
        label={t("Job type")}
        value={view.type}
        options={types}
        onChange={(event) => go({ type: event.target.value })}
        testId="filter-type"
      />
      <More view={view} go={go} channels={channels} presets={presets} keys={keys} />
    </div>
  );
}
