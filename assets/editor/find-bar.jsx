// Find and replace: over all cues, as text or as a regular expression.

import { useEffect, useMemo, useRef } from "react";
import { compile, matches } from "./find.js";
import { counted, t } from "../translate.js";

export function useFind(cues, query) {
  return useMemo(() => {
    const { pattern, error } = compile(query);
    return { pattern, error, found: query.open ? matches(cues, pattern) : [] };
  }, [cues, query]);
}

export function FindBar({ query, setQuery, found, error, act }) {
  const field = useRef(null);
  useEffect(() => field.current.select(), [query.opened]);
  const change = (name) => (event) => setQuery({ ...query, [name]: event.target.type === "checkbox" ? event.target.checked : event.target.value });
  const keys = (event) => {
    if (event.key === "Enter") act.find(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") act.closeFind();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="ed-find" role="search" aria-label={t("Find and replace")}>
      <input ref={field} className="field" aria-label={t("Find")} placeholder={t("Find")} value={query.text} onChange={change("text")} onKeyDown={keys} data-testid="editor-find" />
      <input className="field" aria-label={t("Replace with")} placeholder={t("Replace with")} value={query.replacement} onChange={change("replacement")} onKeyDown={keys} data-testid="editor-replacement" />
      <label><input type="checkbox" checked={query.matchCase} onChange={change("matchCase")} /> {t("Match case")}</label>
      <label><input type="checkbox" checked={query.regex} onChange={change("regex")} data-testid="editor-regex" /> {t("Regular expression")}</label>
      <span className={error ? "problem" : "hint"} role="status">{error ?? (query.text ? counted(found.length, "1 cue", "{count} cues") : "")}</span>
      <button type="button" className="button quiet" onClick={() => act.find(1)} disabled={!found.length}>{t("Next")}</button>
      <button type="button" className="button quiet" onClick={act.replaceOne} disabled={!found.length}>{t("Replace")}</button>
      <button type="button" className="button quiet" onClick={act.replaceAll} disabled={!found.length} data-testid="editor-replace-all">{t("Replace all")}</button>
      <button type="button" className="button quiet" onClick={act.closeFind}>{t("Close")}</button>
    </div>
  );
}
