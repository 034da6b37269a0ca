// The editor's dialogs: keys, speakers, a note to send back or to save with, versions.

import { useEffect, useState } from "react";
import { Modal } from "../modal.jsx";
import { clock, TICKS } from "./document.js";
import { GROUPS, LIST_KEYS, SETS } from "./keys.js";
import { ask, said } from "./server.js";
import { Speaker } from "./cue-rows.jsx";
import { counted, locale, t } from "../translate.js";

export function Dialog({ title, onClose, children }) {
  return (
    <Modal open label={title} onClose={onClose} className="modal ed-dialog">
      <header className="modal-head">
        <h2>{title}</h2>
        <button type="button" className="button quiet" onClick={onClose}>{t("Close")}</button>
      </header>
      <div className="modal-body">{children}</div>
    </Modal>
  );
}

const NAMES = { ArrowDown: "↓", ArrowUp: "↑", Comma: ",", Period: ".", Escape: "Esc" };

function Keys({ combos }) {
  return combos.map((combo) => (
    <span key={combo} className="ed-combo">
      {combo.split("+").map((name) => <kbd key={name}>{NAMES[name] ?? name}</kbd>)}
    </span>
  ));
}

export function KeyList({ set, setSet, onClose }) {
  return (
    <Dialog title={t("Keys of the editor")} onClose={onClose}>
      <label className="field-block">
        <span className="field-label">{t("Keys as in")}</span>
        <select className="field" value={set} onChange={(event) => setSet(event.target.value)} data-testid="editor-key-set">
          {Object.entries(SETS).map(([id, name]) => <option key={id} value={id}>{name}</option>)}
        </select>
      </label>
      {GROUPS.map(([title, actions]) => (
        <section key={title}>
          <h3>{title}</h3>
          <dl className="ed-keys">
            {actions.map(({ id, label, keys }) => (
              <div key={id}><dt><Keys combos={keys[set]} /></dt><dd>{label}</dd></div>
            ))}
          </dl>
        </section>
      ))}
      <section>
        <h3>{t("In the list")}</h3>
        <dl className="ed-keys">
          {LIST_KEYS.map(({ combos, label }) => (
            <div key={label}><dt><Keys combos={combos} /></dt><dd>{label}</dd></div>
          ))}
        </dl>
      </section>
    </Dialog>
  );
}

export function Speakers({ speakers, colors, onRename, onClose }) {
  return (
    <Dialog title={t("Speakers")} onClose={onClose}>
      {speakers.length === 0 && <p className="hint">{t("No cue has a speaker yet.")}</p>}
      {speakers.map((name) => (
        <form
          key={name}
          className="copy-line"
          onSubmit={(event) => {
            event.preventDefault();
            const wanted = new FormData(event.target).get("name").trim();
            if (wanted && wanted !== name) onRename(name, wanted);
          }}
        >
          <Speaker name={name} color={colors.get(name)} />
          <input className="field" name="name" defaultValue={name} aria-label={t("New name of {name}", { name })} />
          <button type="submit" className="button plain">{t("Rename everywhere")}</button>
        </form>
      ))}
    </Dialog>
  );
}

// A note and a button; `onSend` gives what went wrong, or "".
export function NoteDialog({ title, hint, label, verb, tone = "primary", onSend, onClose }) {
  const [note, setNote] = useState("");
  const [state, setState] = useState({ busy: false, problem: "" });
  const send = async () => {
    setState({ busy: true, problem: "" });
    const problem = await onSend(note);
    setState({ busy: false, problem });
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p className="hint">{hint}</p>
      <label className="field-block">
        <span className="field-label">{label}</span>
        <textarea className="field" rows={3} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} data-testid="editor-note" />
      </label>
      {state.problem && <p className="problem" role="alert">{state.problem}</p>}
      <div className="modal-foot">
        <button type="button" className={`button ${tone}`} disabled={state.busy} onClick={send} data-testid="editor-note-send">{verb}</button>
      </div>
    </Dialog>
  );
}

export function Versions({ url, onClose }) {
  const [items, setItems] = useState(null);
  const [shown, setShown] = useState(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    ask("GET", url).then((answer) => (answer.ok ? setItems(answer.body.items) : setProblem(said(answer))));
  }, [url]);
  const compare = async (version) => {
    const answer = await ask("GET", `${url}/${version}/changes?with=${version - 1}`);
    if (answer.ok) setShown({ version, ...answer.body });
    else setProblem(said(answer));
  };
  return (
    <Dialog title={t("Versions of this file")} onClose={onClose}>
      {problem && <p className="problem" role="alert">{problem}</p>}
      <ol className="ed-versions" data-testid="editor-versions">
        {items?.map((each) => (
          <li key={each.version}>
            <div>
              <strong>{t("Version {number}", { number: each.version })}</strong>{" "}
              <span className="hint">{new Date(each.created_at).toLocaleString(locale)} · {each.created_by}</span>
              {each.note && <p>{each.note}</p>}
            </div>
            {each.version > 1 && (
              <button type="button" className="button quiet" onClick={() => compare(each.version)}>{t("Compare with {number}", { number: each.version - 1 })}</button>
            )}
            <a className="button quiet" href={`${url}/${each.version}`} download>{t("Download")}</a>
          </li>
        ))}
      </ol>
      {shown && <Changes {...shown} />}
    </Dialog>
  );
}

function Changes({ version, total, changes }) {
  return (
    <section aria-label={t("What version {number} changed", { number: version })} data-testid="editor-changes">
      <h3>{counted(total, "One cue differs", "{count} cues differ")}</h3>
      <ul className="ed-changes">
        {changes.map((each, index) => (
          <li key={index}>
            <span className="hint">{t("Cue {number}, {change}", { number: (each.new ?? each.old).cue, change: t(each.change) })}</span>
            {each.old && <del>{each.old.text} <span className="mono">{clock(each.old.start * TICKS)} – {clock(each.old.end * TICKS)}</span></del>}
            {each.new && <ins>{each.new.text} <span className="mono">{clock(each.new.start * TICKS)} – {clock(each.new.end * TICKS)}</span></ins>}
          </li>
        ))}
      </ul>
    </section>
  );
}
