// The chosen cue: its text, times, speaker and place, what the server finds in it, and the text it was translated from.

import { forwardRef, useEffect, useState } from "react";
import { clock, parseClock, TICKS } from "./document.js";
import { plain } from "./markup.js";
import { Words } from "./cue-rows.jsx";
import { decimal, t } from "../translate.js";

const PLACES = [["", t("Automatic")], ["top", t("Top")], ["middle", t("Middle")], ["bottom", t("Bottom")]];

export const CuePanel = forwardRef(function CuePanel({ cue, at, guide, findings, source, speakers, language, act }, text) {
  if (!cue) return <p className="hint">{t("There are no cues yet. Insert the first one.")}</p>;
  return (
    <div className="ed-panel">
      {source !== undefined && (
        <p className="ed-source" data-testid="editor-source" aria-label={t("Source text")}>
          {source || <span className="hint">{t("Nothing is said here in the source.")}</span>}
        </p>
      )}
      <label className="field-label" htmlFor="editor-text">{t("Text of cue {number}", { number: at + 1 })}</label>
      <textarea
        id="editor-text"
        ref={text}
        className="field ed-text"
        rows={3}
        value={cue.text}
        lang={language || undefined}
        dir="auto"
        spellCheck
        onChange={(event) => act.type(event.target.value)}
        data-testid="editor-cue-text"
      />
      <Measures cue={cue} guide={guide} />
      {cue.words?.some((word) => word.confidence != null) && (
        <p className="ed-recognised"><Words cue={cue} /></p>
      )}
      <Findings findings={findings} act={act} />
      <div className="ed-fields">
        <Time label={t("Start")} value={cue.start} onChange={(start) => act.times(start, Math.max(cue.end, start))} testId="editor-start" />
        <Time label={t("End")} value={cue.end} onChange={(end) => act.times(cue.start, end)} testId="editor-end" />
        <Speaker cue={cue} speakers={speakers} act={act} />
        <label className="field-block">
          <span className="field-label">{t("Place")}</span>
          <select className="field" value={placeOf(cue)} onChange={(event) => act.place(event.target.value)} data-testid="editor-place">
            {PLACES.map(([value, label]) => <option key={value} value={value}>{label}</option>)}
            {placeOf(cue) === "own" && <option value="own">{t("As in the file")}</option>}
          </select>
        </label>
      </div>
    </div>
  );
});

function placeOf(cue) {
  if (!cue.placement) return "";
  return Object.keys(cue.placement).join() === "anchor" ? cue.placement.anchor : "own";
}

// What the guide counts, at once; whether it is too much is the server's to say.
function Measures({ cue, guide }) {
  const lines = plain(cue.text).split("\n").map((line) => [...line].length);
  const length = (cue.end - cue.start) / TICKS;
  const speed = length > 0 ? lines.reduce((a, b) => a + b, 0) / length : 0;
  const limited = (value, limit) => (limit ? t("{value} of {limit}", { value, limit }) : value);
  return (
    <p className="hint ed-measures">
      <span>{t("{count} characters a line", { count: limited(lines.join(" + "), guide?.line_length) })}</span>
      <span>{t("{count} characters a second", { count: limited(decimal(speed, 1), guide?.characters_per_second) })}</span>
      <span>{decimal(length, 2)} s</span>
    </p>
  );
}

function Findings({ findings, act }) {
  return (
    <div className="ed-findings" role="status" data-testid="editor-findings">
      {findings?.map((each, index) => <p key={index} className="problem">{each.message}</p>)}
      {findings?.length > 0 && (
        <button type="button" className="button plain" onClick={act.fix}>{t("Fix what can be fixed")}</button>
      )}
    </div>
  );
}

function Time({ label, value, onChange, testId }) {
  const [typed, setTyped] = useState(null);
  useEffect(() => setTyped(null), [value]);
  const take = () => {
    const ticks = typed === null ? null : parseClock(typed);
    setTyped(null);
    if (ticks !== null && ticks !== value) onChange(ticks);
  };
  return (
    <label className="field-block">
      <span className="field-label">{label}</span>
      <input
        className="field mono"
        value={typed ?? clock(value)}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => event.key === "Enter" && take()}
        data-testid={testId}
      />
    </label>
  );
}

function Speaker({ cue, speakers, act }) {
  const [typed, setTyped] = useState(null);
  useEffect(() => setTyped(null), [cue]);
  const take = () => {
    if (typed !== null && typed.trim() !== (cue.speaker ?? "")) act.speaker(typed.trim());
    setTyped(null);
  };
  return (
    <div className="field-block">
      <label className="field-label" htmlFor="editor-speaker">{t("Speaker")}</label>
      <input
        id="editor-speaker"
        className="field"
        list="editor-speakers"
        value={typed ?? cue.speaker ?? ""}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => event.key === "Enter" && take()}
        data-testid="editor-speaker"
      />
      <datalist id="editor-speakers">{speakers.map((name) => <option key={name} value={name} />)}</datalist>
    </div>
  );
}
