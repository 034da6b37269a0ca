// Moves the times of cues: by a length that is typed, to whole frames, or to the shots of the picture; of the chosen
// cues, of all from there on, or of every cue.

import { useState } from "react";
import { earliest, scopeOf } from "./commands.js";
import { Dialog } from "./dialogs.jsx";
import { clock, parseClock, TICKS } from "./document.js";
import { counted, t } from "../translate.js";

const SCOPES = [
  ["chosen", (count) => counted(count, "The chosen cue", "The {count} chosen cues")],
  ["on", () => t("From here to the end")],
  ["all", () => t("All cues")],
];

export function TimesDialog({ cues, chosen, act, onClose }) {
  const [scope, setScope] = useState(chosen.length > 1 ? "chosen" : "all");
  const [by, setBy] = useState(clock(TICKS));
  const [sign, setSign] = useState("1");
  const ticks = parseClock(by);
  const first = earliest(cues, scopeOf(cues, chosen, scope));
  const problem = problemOf(ticks, sign, first);
  const does = (change) => {
    onClose();
    change();
  };
  const shift = (event) => {
    event.preventDefault();
    if (!problem && ticks) does(() => act.shift(Number(sign) * ticks, scope));
  };
  return (
    <Dialog title={t("Shift or snap times")} onClose={onClose}>
      <form className="ed-shift" onSubmit={shift} data-testid="editor-times">
        <div className="ed-fields">
          <label className="field-block">
            <span className="field-label">{t("Direction")}</span>
            <select className="field" value={sign} onChange={(event) => setSign(event.target.value)} data-testid="editor-shift-direction">
              <option value="1">{t("Later by")}</option>
              <option value="-1">{t("Earlier by")}</option>
            </select>
          </label>
          <label className="field-block">
            <span className="field-label">{t("Length")}</span>
            <input className="field mono" value={by} onChange={(event) => setBy(event.target.value)} aria-invalid={Boolean(problem)} data-testid="editor-shift-by" />
          </label>
        </div>
        <fieldset className="ed-scope">
          <legend className="field-label">{t("Which cues")}</legend>
          {SCOPES.map(([value, words]) => (
            <label key={value} className="check">
              <input type="radio" name="scope" value={value} checked={scope === value} onChange={() => setScope(value)} />
              {words(chosen.length)}
            </label>
          ))}
        </fieldset>
        <p className="problem" role="status">{problem}</p>
        <div className="modal-foot">
          <button type="button" className="button plain" onClick={() => does(() => act.snap(scope))} data-testid="editor-snap">{t("Snap to frames")}</button>
          <button type="button" className="button plain" onClick={() => does(() => act.snapToShots(scope))} data-testid="editor-snap-shots">{t("Snap to shots")}</button>
          <button type="submit" className="button primary" disabled={Boolean(problem) || !ticks} data-testid="editor-shift">{t("Shift")}</button>
        </div>
      </form>
    </Dialog>
  );
}

function problemOf(ticks, sign, first) {
  if (ticks === null) return t("Write a time such as 1.5 or 00:00:01.500.");
  if (sign === "-1" && ticks > first) return t("The first of these cues begins at {time}; nothing goes before zero.", { time: clock(first) });
  return "";
}
