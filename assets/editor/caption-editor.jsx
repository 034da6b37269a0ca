// The caption editor: the list of cues, the chosen cue, and what is done with the document. The logic is beside it:
// document.js and markup.js (what a cue is), commands.js and history.js (changes), find.js, checks.js, server.js.

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useChecks } from "./checks.js";
import { speakersOf } from "./commands.js";
import { CuePanel } from "./cue-panel.jsx";
import { CueRows } from "./cue-rows.jsx";
import { KeyList, NoteDialog, Speakers, Versions } from "./dialogs.jsx";
import { FindBar, useFind } from "./find-bar.jsx";
import { bindings, comboOf, listAction } from "./keys.js";
import { ask, said } from "./server.js";
import { local } from "../base-path.js";
import { keepChoice, keptChoice } from "../kept-choice.js";
import { createTransport } from "../player/transport.js";
import { EditorMedia, playerOf, useCuts, useMedia } from "./media.jsx";
import { TimesDialog } from "./times-dialog.jsx";
import { useActions } from "./use-actions.js";
import { chosen, useDocument } from "./use-document.js";
import { useSource } from "./source.js";
import { Saved, Toolbar, Waiting } from "./toolbar.jsx";
import { t } from "../translate.js";
import "./editor.css";

const [KEY_SET, FOLLOW] = ["cuedeck-editor-keys", "cuedeck-editor-follow"];
const COLORS = 8;
const QUERY = { open: false, opened: 0, text: "", replacement: "", regex: false, matchCase: false };

export function CaptionEditor({ job, guides, onReady }) {
  if (!job.ready) return <Waiting job={job} onReady={onReady} />;
  return <Editor key={job.job_id} job={job} guides={guides} />;
}

function Editor({ job, guides }) {
  const base = local(`/v1/jobs/${job.job_id}`);
  const [output, setOutput] = useState(job.files[0]?.index ?? 0);
  const document = useDocument(base, output);
  const { view, saved, live } = document;
  const [guide, setGuide] = useState(job.guide);
  const [query, setQuery] = useState(QUERY);
  const [dialog, setDialog] = useState("");
  const [notice, setNotice] = useState("");
  const [keySet, setKeySet] = useKept(KEY_SET, "cuedeck");
  const [follow, setFollow] = useKept(FOLLOW, "on");
  const text = useRef(null);
  const list = useRef(null);
  const cues = view.cues ?? NOTHING;
  const rate = view.head?.frame_rate;
  const rules = guides.find((each) => each.id === guide);
  const findings = useChecks({ url: `${base}/draft/checks?output=${output}`, cues, guide, rate });
  const { pattern, found, error } = useFind(cues, query);
  const speakers = useSpeakers(cues);
  const colors = useMemo(() => new Map(speakers.map((name, index) => [name, (index % COLORS) + 1])), [speakers]);
  const source = useSource(job.translated ? `${base}/draft/source` : "", cues, view.at?.current ?? 0);

  const transport = useMemo(createTransport, []);
  const media = useMedia(job.job_id);
  const cuts = useCuts(media?.shots_url);
  const player = useMemo(() => playerOf(transport, media), [transport, media]);
  const chosenKey = cues[view.at?.current ?? 0]?.key;
  useEffect(() => {
    const { history, at: place } = live.current;
    if (history.cues[place.current]) player.show(history.cues[place.current]);
  }, [player, chosenKey, live]);

  const tell = useCallback((message) => setNotice(message), []);
  const finish = useCallback(async () => {
    if (!(await live.current.saver.flush())) return tell(t("The last changes are not saved yet."));
    if (!job.review) return setDialog("version");
    const answer = await ask("POST", `${base}/approve`);
    if (!answer.ok) return tell(said(answer));
    return window.location.assign(local(job.href));
  }, [base, job, live, tell]);

  const act = useActions(document, {
    text, list, findings, guide, cuts, query, pattern, found, tell, finish,
    url: (what) => `${base}/draft/${what}?output=${output}`,
    filmRate: media?.frame_rate,
    playhead: player.here,
    play: player.play,
    focusSpeaker: () => window.document.getElementById("editor-speaker")?.focus(),
    openFind: () => setQuery((was) => ({ ...was, open: true, opened: was.opened + 1 })),
    closeFind: () => setQuery((was) => ({ ...was, open: false })),
    openKeys: () => setDialog("keys"),
    openTimes: () => setDialog("times"),
  });
  useKeys(act, keySet);
  useLeaveGuard(saved);
  useEffect(() => setNotice(""), [cues, view.at]);
  useEffect(() => {
    if (view.phase === "ready") text.current?.focus();
  }, [view.phase, output]);

  if (view.phase === "failed") return <Failed job={job} message={view.message} />;
  const at = view.at?.current ?? 0;
  const range = view.at ? [Math.min(at, view.at.anchor), Math.max(at, view.at.anchor)] : [0, 0];
  const shared = { job, act, saved, document, guides, guide, setGuide, output, setOutput, setDialog, history: view.history };
  return (
    <div className="ed" data-testid="editor" data-phase={view.phase} data-cues={cues.length}>
      <Toolbar {...shared} finish={finish} follow={media ? follow : null} setFollow={setFollow} />
      <Saved saved={saved} document={document} notice={notice} />
      {query.open && <FindBar query={query} setQuery={setQuery} found={found} error={error} act={act} />}
      <div className="ed-body">
        <CueRows
          cues={cues}
          current={at}
          first={range[0]}
          last={range[1]}
          findings={findings}
          colors={colors}
          onSelect={document.choose}
          boxRef={list}
          transport={transport}
          follow={Boolean(media) && follow === "on"}
        />
        <section className="ed-side" aria-label={t("The chosen cue")}>
          {media && <EditorMedia transport={transport} media={media} cues={cues} at={at} edge={act.edge} cuts={cuts} />}
          {view.phase === "loading" ? (
            <p className="hint" role="status">{t("Opening the captions")}</p>
          ) : (
            <CuePanel ref={text} cue={cues[at]} at={at} guide={rules} findings={findings.get(cues[at]?.key)} source={source} speakers={speakers} language={view.language} act={act} />
          )}
        </section>
      </div>
      {dialog === "keys" && <KeyList set={keySet} setSet={setKeySet} onClose={() => setDialog("")} />}
      {dialog === "times" && <TimesDialog cues={cues} chosen={chosen(view.at)} act={act} onClose={() => setDialog("")} />}
      {dialog === "speakers" && <Speakers speakers={speakers} colors={colors} onRename={act.rename} onClose={() => setDialog("")} />}
      {dialog === "versions" && <Versions url={`${base}/outputs/${output}/versions`} onClose={() => setDialog("")} />}
      {dialog === "back" && <SendBack base={base} job={job} document={document} onClose={() => setDialog("")} />}
      {dialog === "version" && <SaveVersion base={base} output={output} document={document} tell={tell} onClose={() => setDialog("")} />}
    </div>
  );
}

const NOTHING = [];

function Failed({ job, message }) {
  return (
    <div className="ed" data-testid="editor" data-phase="failed">
      <p className="problem" role="alert">{message}</p>
      <p><a className="button plain" href={local(job.href)}>{t("Back to the job")}</a></p>
    </div>
  );
}

function SendBack({ base, job, document, onClose }) {
  const send = async (note) => {
    const answer = await ask("POST", `${base}/send-back`, { note });
    if (!answer.ok) return said(answer);
    document.live.current.saver.stop();
    window.location.assign(local(job.href));
    return "";
  };
  const hint = t("The work before the review is done again, and what was edited here is dropped.");
  return <NoteDialog title={t("Send back")} hint={hint} label={t("Why, for whoever looks at it next")} verb={t("Send back")} tone="danger" onSend={send} onClose={onClose} />;
}

function SaveVersion({ base, output, document, tell, onClose }) {
  const send = async (note) => {
    const version = document.live.current.saver.version;
    const answer = await ask("POST", `${base}/outputs/${output}/versions`, { version, note });
    if (!answer.ok) return said(answer);
    onClose();
    tell(t("Saved as version {version}. Downloads and links bring it from now on.", { version: answer.body.version }));
    return "";
  };
  const hint = t("The file becomes what is written here. The versions before it stay.");
  return <NoteDialog title={t("Save as a new version")} hint={hint} label={t("What was changed")} verb={t("Save version")} onSend={send} onClose={onClose} />;
}

// The speakers in the order in which they speak; the same list while they are the same.
function useSpeakers(cues) {
  const known = useRef(NOTHING);
  const found = useMemo(() => speakersOf(cues), [cues]);
  if (found.join("\n") !== known.current.join("\n")) known.current = found;
  return known.current;
}

// A choice that this browser keeps.
function useKept(name, usual) {
  const [value, setValue] = useState(() => keptChoice(name) ?? usual);
  const keep = (wanted) => {
    setValue(wanted);
    keepChoice(name, wanted);
  };
  return [value, keep];
}

// Keys come here before the page's own, and only what is ours is taken.
function useKeys(act, keySet) {
  useEffect(() => {
    const bound = bindings(keySet);
    const press = (event) => {
      if (event.isComposing || window.document.querySelector("dialog[open]")) return;
      const inField = event.target.closest?.("input, textarea, select") != null;
      const onControl = event.target.closest?.("button, a") != null;
      const combo = comboOf(event);
      const listed = !inField && !(onControl && event.key === "Enter") ? listAction(event) : undefined;
      const id = listed ?? bound.get(combo);
      if (!id || (id === "list" && event.target.tagName !== "TEXTAREA")) return;
      event.preventDefault();
      event.stopPropagation();
      act[id]();
    };
    window.document.addEventListener("keydown", press, true);
    return () => window.document.removeEventListener("keydown", press, true);
  }, [act, keySet]);
}

function useLeaveGuard({ state }) {
  useEffect(() => {
    if (state === "saved") return undefined;
    const ask = (event) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [state]);
}
