// The head of the editor: what can be done with the document, and whether it is saved.

import { useEffect } from "react";
import { ask } from "./server.js";
import { local } from "../base-path.js";
import { locale, t } from "../translate.js";

export function Toolbar({ job, act, document, guides, guide, setGuide, output, setOutput, setDialog, history, finish, follow, setFollow }) {
  const change = async (event) => {
    const wanted = Number(event.target.value);
    if (await document.live.current.saver.flush()) setOutput(wanted);
  };
  return (
    <header className="ed-head">
      <div className="ed-title">
        <a className="ed-back" href={local(job.href)}>#{job.number}</a>
        <h1>{job.name}</h1>
        {job.files.length > 1 && (
          <select className="field" aria-label={t("File")} value={output} onChange={change} data-testid="editor-file">
            {job.files.map((file) => <option key={file.index} value={file.index}>{file.label}</option>)}
          </select>
        )}
      </div>
      <div className="ed-tools" role="toolbar" aria-label={t("Editing")}>
        <Tool onClick={act.undo} disabled={!history?.done.length} testId="undo" title={history?.done.at(-1)?.label}>{t("Undo")}</Tool>
        <Tool onClick={act.redo} disabled={!history?.undone.length} testId="redo" title={history?.undone.at(-1)?.label}>{t("Redo")}</Tool>
        <Tool onClick={act.split}>{t("Split")}</Tool>
        <Tool onClick={act.merge}>{t("Merge")}</Tool>
        <Tool onClick={act.insert}>{t("Insert")}</Tool>
        <Tool onClick={act.remove}>{t("Delete")}</Tool>
        <Tool onClick={act.italic}><i className="ed-i">I</i><span className="unseen">{t("Italics")}</span></Tool>
        <Tool onClick={act.shiftTimes} testId="editor-open-times">{t("Times")}</Tool>
        <Tool onClick={act.breakLines}>{t("Break lines")}</Tool>
        <Tool onClick={act.find}>{t("Find")}</Tool>
        <Tool onClick={() => setDialog("speakers")}>{t("Speakers")}</Tool>
        <label className="ed-guide">
          <span className="field-label">{t("Guide")}</span>
          <select className="field" value={guide} onChange={(event) => setGuide(event.target.value)} data-testid="editor-guide">
            <option value="">{t("None")}</option>
            {guides.map((each) => <option key={each.id} value={each.id}>{each.name}</option>)}
          </select>
        </label>
        {follow !== null && (
          <Tool onClick={() => setFollow(follow === "on" ? "off" : "on")} pressed={follow === "on"} testId="editor-follow" title={t("The list follows the playhead")}>
            {t("Follow")}
          </Tool>
        )}
        <Tool onClick={act.keys}>{t("Keys")}</Tool>
      </div>
      <div className="ed-ends">
        {job.review ? (
          <>
            <Tool onClick={() => setDialog("back")} tone="plain" testId="send-back">{t("Send back")}</Tool>
            <Tool onClick={finish} tone="primary" testId="approve">{t("Approve")}</Tool>
          </>
        ) : (
          <>
            <Tool onClick={() => setDialog("versions")} tone="plain" testId="versions">{t("Versions")}</Tool>
            <Tool onClick={finish} tone="primary" testId="save-version">{t("Save as a version")}</Tool>
          </>
        )}
      </div>
      {job.sent_back && <p className="ed-note-before">{job.sent_back}</p>}
    </header>
  );
}

// A press leaves the focus where it was, so that the cursor in the text stays for what the button does.
function Tool({ onClick, disabled, pressed, tone = "quiet", testId, title, children }) {
  return (
    <button
      type="button"
      className={`button ${tone}`}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onClick()}
      disabled={disabled}
      aria-pressed={pressed}
      title={title}
      data-testid={testId}
    >
      {children}
    </button>
  );
}

const time = (at) => new Date(at).toLocaleTimeString(locale, { hour: "numeric", minute: "2-digit" });

const SAYS = {
  saved: ({ at }) => (at ? t("All changes saved at {time}", { time: time(at) }) : t("All changes saved")),
  unsaved: () => t("Not saved yet"),
  saving: () => t("Saving"),
  lost: ({ message }) => t("Not saved. {reason}", { reason: message }),
  failed: ({ message }) => t("Not saved. {reason}", { reason: message }),
  conflict: ({ by, at }) => t("Not saved: {name} saved these captions at {time}.", { name: by || t("somebody else"), time: time(at) }),
};

export function Saved({ saved, document, notice }) {
  const { state } = saved;
  return (
    <div className="ed-state" data-state={state}>
      <span role="status" data-testid="editor-saved" data-state={state}>{SAYS[state](saved)}</span>
      {state === "conflict" && (
        <span className="ed-conflict" role="alert">
          <button type="button" className="button plain" onClick={document.load} data-testid="take-theirs">{t("Take theirs")}</button>
          <button type="button" className="button plain" onClick={() => document.live.current.saver.overwrite(saved.version)} data-testid="keep-mine">{t("Keep mine")}</button>
        </span>
      )}
      <span role="status" className="ed-notice">{notice}</span>
    </div>
  );
}

// The job is still at work: it is looked at again until there is something to edit.
export function Waiting({ job, onReady }) {
  useEffect(() => {
    const timer = setInterval(async () => {
      const { ok, body } = await ask("GET", local(`/v1/jobs/${job.job_id}`));
      if (ok && (body.stage === "editing" || body.completed_at)) onReady();
    }, 1000);
    return () => clearInterval(timer);
  }, [job.job_id, onReady]);
  return (
    <div className="ed" data-testid="editor" data-phase="waiting">
      <h1>{job.name}</h1>
      <p role="status">{job.message}</p>
      <p><a className="button plain" href={local(job.href)}>{t("Back to the job")}</a></p>
    </div>
  );
}
