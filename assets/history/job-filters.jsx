// Filters of the history. Each changes the address at once, and tells the server what to show without waiting for the
// router, which takes longer than the answer.

import { useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import SlidersHorizontal from "lucide-react/dist/esm/icons/sliders-horizontal.mjs";
import { t } from "../translate.js";

const TYPING = 200;

function queryOf(view, changes) {
  const query = new URLSearchParams(
    Object.entries({ ...view, ...changes }).filter(([, value]) => value !== "" && value !== undefined),
  );
  return `${query}`;
}

const FOLLOWS = 1500;

// What was asked for last, until the list follows: a choice that is made meanwhile must not take the one before back.
function useAsked(view) {
  const last = useRef(null);
  const same = (one, other) => sorted(one) === sorted(other);
  if (last.current && same(last.current.view, view)) last.current = null;
  return {
    asked: () => (last.current && Date.now() - last.current.at < FOLLOWS ? last.current.view : view),
    ask: (wanted) => {
      last.current = { view: wanted, at: Date.now() };
      return wanted;
    },
  };
}

function sorted(view) {
  const query = new URLSearchParams(queryOf(view, {}));
  query.sort();
  return `${query}`;
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

const MORE = ["source", "label", "channel", "preset", "key", "since", "until"];

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
  const navigate = useNavigate();
  usePanels();
  const { asked, ask } = useAsked(view);
  const go = (changes, replace = false) => {
    const query = queryOf(ask({ ...asked(), ...changes }), {});
    onNarrow(query);
    navigate(query ? `/?${query}` : "/", { replace, preventScrollReset: true });
  };
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
