// What a job can show and play: one player with its captions, waveform and cue list, source and result side by
// side, and the results that are neither (fingerprints, comments). It asks /v1/jobs/{id}/playback, again while a
// worker prepares something.

import { useEffect, useMemo, useRef, useState } from "react";
import { CueList } from "../player/cue-list.jsx";
import { clockText, lastBegun } from "../player/cues.js";
import { CueTrack, Player } from "../player/player.jsx";
import { usePlayback } from "../player/playback.js";
import { createTransport, useTransport } from "../player/transport.js";
import { Waveform } from "../player/waveform.jsx";
import { Comments } from "./comments.jsx";
import { Fingerprint } from "./fingerprint.jsx";
import { language, locale, t } from "../translate.js";
import "./job.css";

const OFF = "";
const NO_CUES = [];

// Another job begins anew: what is known of the one before is of another kind, maybe.
export function JobMedia(props) {
  return <MediaOfJob key={props.jobId} {...props} />;
}

function MediaOfJob({ jobId, version, ended }) {
  const { playback, problem } = usePlayback(jobId, version);
  if (problem) return <p className="job-nothing" role="alert">{problem}</p>;
  if (!playback) return <div className="job-bone" aria-hidden="true" />;
  return (
    <>
      <Shown playback={playback} ended={ended} />
      {playback.job_type === "fingerprint" && <Fingerprint jobId={jobId} version={version} />}
      {playback.job_type === "comments" && <Comments jobId={jobId} version={version} />}
    </>
  );
}

function Shown({ playback, ended }) {
  const { media } = playback;
  const captions = playback.captions.filter((each) => each.holds === "captions");
  const chapters = playback.captions.find((each) => each.holds === "chapters") ?? null;
  const transport = useMemo(createTransport, []);
  useKeys(transport);
  const [item, setItem] = useState(null);
  const [chosen, setChosen] = useState(null);
  const [comparing, setComparing] = useState(false);
  if (media.length === 0 && captions.length === 0) {
    return <Nothing playback={playback} ended={ended} />;
  }
  const main = media.find((each) => each.item === item) ?? firstMedia(media);
  const track = captions.find((each) => each.item === (chosen ?? captions[0]?.item)) ?? null;
  const other = media.find((each) => each !== main) ?? null;
  const otherTrack = captions.find((each) => each !== track) ?? null;
  const comparable = Boolean(other || (track && otherTrack));
  const side = comparing && comparable;
  return (
    <section className="job-media" data-compare={side || undefined} aria-label={t("Player")}>
      <div className="job-choices">
        {media.length > 1 && <Choices label={t("Shown")} testId="choose-media" options={media} value={main.item} name={mediaName} onChange={setItem} />}
        {captions.length > 0 && (
          <Choices label={t("Captions")} testId="choose-captions" options={captions} value={track?.item ?? OFF} name={captionsName} none={t("No captions")} onChange={setChosen} />
        )}
        {comparable && (
          <button type="button" className="button plain" aria-pressed={side} data-testid="compare" onClick={() => setComparing(!side)}>
            {t("Side by side")}
          </button>
        )}
      </div>
      {playback.waiting_reason && <p className="waiting">{playback.waiting_reason}</p>}
      <Stages transport={transport} main={main} track={track} other={side ? other : null} otherTrack={side ? otherTrack : null}>
        <Chapters transport={transport} track={chapters} found={playback.chapters} />
      </Stages>
    </section>
  );
}

const STEP = 5;
const TAKES_KEYS = "input, textarea, select, button, a, summary, [contenteditable], dialog[open] *";

// Space plays and pauses, the arrows go five seconds back and forward, wherever nothing else takes keys.
function useKeys(transport) {
  useEffect(() => {
    const keys = {
      " ": () => transport.toggle(),
      ArrowLeft: () => transport.seek(transport.time - STEP),
      ArrowRight: () => transport.seek(transport.time + STEP),
    };
    const press = (event) => {
      const act = keys[event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(TAKES_KEYS)) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", press);
    return () => {
      document.removeEventListener("keydown", press);
      transport.pause();
    };
  }, [transport]);
}

function Nothing({ playback: { state, job_type }, ended }) {
  if (state === "empty" && job_type === "comments" && ended) return null; // they are shown below
  const empty = ended ? t("There is nothing to play.") : t("There is nothing to play yet.");
  const words = state === "removed" ? t("The files of this job were removed. Its history stays.") : empty;
  return <p className="job-nothing" data-state={state}>{words}</p>;
}

function firstMedia(media) {
  return media.find((each) => each.role === "result") ?? media[0] ?? null;
}

const ROLES = { source: t("Source"), second: t("Second file"), draft: t("Draft"), result: t("Result") };
const named = typeof Intl.DisplayNames === "function" && new Intl.DisplayNames([language], { type: "language", fallback: "code" });

export function languageName(code) {
  try {
    return (code && named && named.of(code)) || code || "";
  } catch {
    return code; // no code of a language at all
  }
}

function mediaName(each) {
  const language = each.language ? `, ${languageName(each.language)}` : "";
  return `${ROLES[each.role]}: ${each.file_name}${language}`;
}

function captionsName(each) {
  const language = languageName(each.language);
  return each.role === "result" && language ? `${language}: ${each.file_name}` : `${ROLES[each.role]}: ${each.file_name}`;
}

function Choices({ label, testId, options, value, name, none, onChange }) {
  return (
    <label className="job-choice">
      <span className="field-label">{label}</span>
      <select className="field" data-testid={testId} value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map((each) => (
          <option key={each.item} value={each.item}>{name(each)}</option>
        ))}
        {none && <option value={OFF}>{none}</option>}
      </select>
    </label>
  );
}

function Stages({ transport, main, track, other, otherTrack, children }) {
  const [cues, setCues] = useCues(track?.url);
  const [sound, setSound] = useState(null);
  useEffect(() => setSound(null), [main?.item]);
  const playable = main && main.kind !== "image";
  return (
    <div className="job-grid" data-cues={Boolean(track) || undefined}>
      <div className="job-stages">
        <div className="job-pair">
          {main?.kind === "image" ? (
            <Picture media={main} />
          ) : (
            <Playing
              transport={transport}
              media={main}
              track={track}
              cues={cues.list}
              sound={sound}
              onCues={(list) => setCues({ url: track.url, list, failed: false })}
              onUnreadable={() => setCues({ url: track.url, list: NO_CUES, failed: true })}
            />
          )}
          {other && (other.kind === "image" ? <Picture media={other} /> : <Beside transport={transport} media={other} />)}
        </div>
        {main?.sounds.length > 1 && <SoundChoice sounds={main.sounds} value={sound} onChange={setSound} />}
        {playable && <Wave transport={transport} media={main} />}
        {children}
        {main && <Facts media={main} />}
      </div>
      {track && <Cues transport={transport} track={track} cues={cues} />}
      {otherTrack && <OtherCues transport={transport} track={otherTrack} />}
    </div>
  );
}

const READING = { list: NO_CUES, failed: false, reading: true };

// The cues of the chosen captions; those of captions that were chosen before are forgotten.
function useCues(url) {
  const [cues, setCues] = useState(READING);
  return [cues.url === url ? cues : READING, setCues];
}

// One media file on the stage, or why it is not there yet.
function Playing({ transport, media, track, cues, sound, onCues, onUnreadable }) {
  const [unplayable, setUnplayable] = useState(null);
  const refused = Boolean(media?.url) && unplayable === media.url; // one that is being prepared has none yet
  const label = media ? mediaName(media) : t("Captions");
  const language = track && { url: track.url, language: track.language, label: captionsName(track) };
  const ready = !media || (media.state === "ready" && !refused);
  return (
    <Player
      transport={transport}
      media={media && { kind: media.kind, url: ready ? media.url : null, label }}
      sound={sound}
      track={language}
      cues={cues}
      onCues={onCues}
      onUnreadable={onUnreadable}
      onUnplayable={() => setUnplayable(media.url)}
    >
      {!ready && <Unready media={media} refused={refused} />}
    </Player>
  );
}

function Unready({ media, refused }) {
  const failed = media.state === "failed" || (refused && media.duration !== null);
  const words = failed
    ? (media.problem || t("This browser cannot play the file."))
    : media.progress
      ? t("Preparing a version that browsers play ({percent} %)…", { percent: Math.round(media.progress) })
      : t("Preparing a version that browsers play…");
  return (
    <div className="player-message" role="status" data-testid="preparing">
      <p>{words}</p>
      {!failed && <progress aria-label={t("Preparing")} max={100} {...(media.progress ? { value: media.progress } : {})} />}
    </div>
  );
}

// The other one of a pair: silent, and where the first one is.
function Beside({ transport, media }) {
  const element = useRef(null);
  useEffect(() => {
    if (!media.url) return undefined;
    const place = () => {
      const { current } = element;
      if (Math.abs(current.currentTime - transport.time) > 0.2) current.currentTime = transport.time;
    };
    const state = () => {
      element.current.playbackRate = transport.rate;
      if (transport.paused) element.current.pause();
      else element.current.play().catch(() => {});
      place();
    };
    state();
    const leave = [transport.on("time", place), transport.on("state", state)];
    return () => leave.forEach((each) => each());
  }, [transport, media.url]);
  return (
    <figure className="job-beside" data-testid="beside">
      <div className="player-stage">
        {media.url && media.state === "ready" ? (
          <video ref={element} src={media.url} muted playsInline preload="metadata" className="player-picture" aria-label={mediaName(media)} />
        ) : (
          <Unready media={media} />
        )}
      </div>
      <figcaption className="hint">{mediaName(media)}</figcaption>
    </figure>
  );
}

function Picture({ media }) {
  return (
    <figure className="job-picture" data-testid="picture">
      <img src={media.url} alt={mediaName(media)} />
    </figure>
  );
}

function SoundChoice({ sounds, value, onChange }) {
  const name = (sound) => [sound.title, languageName(sound.language)].filter(Boolean).join(", ") || t("Track {number}", { number: sound.number + 1 });
  return (
    <fieldset className="job-sounds" data-testid="sounds">
      <legend className="field-label">{t("Sound")}</legend>
      {sounds.map((sound) => (
        <label key={sound.number} className="check">
          <input type="radio" name="sound" checked={value === sound.url} onChange={() => onChange(sound.url)} />
          {name(sound)}
        </label>
      ))}
    </fieldset>
  );
}

function Wave({ transport, media }) {
  if (media.peaks_url) return <Waveform transport={transport} peaksUrl={media.peaks_url} />;
  const silent = media.duration !== null && media.sounds.length === 0;
  if (silent || media.state === "failed") return null;
  return <div className="waveform waveform-wait" role="status">{t("Preparing the waveform…")}</div>;
}

function Facts({ media }) {
  const facts = [
    media.duration !== null && clockText(media.duration),
    media.width && `${media.width} × ${media.height}`,
    media.frame_rate && `${rateText(media.frame_rate)} fps`,
  ].filter(Boolean);
  return facts.length > 0 && <p className="hint">{facts.join(" · ")}</p>;
}

function rateText(rate) {
  const [above, below = 1] = rate.split("/").map(Number);
  return `${Math.round((above / below) * 1000) / 1000}`;
}

function Cues({ transport, track, cues }) {
  const words = cues.failed ? t("These captions could not be read.") : cues.reading ? t("Reading the captions…") : t("There are no captions in this file.");
  return (
    <div className="job-cues">
      <h2 className="job-cues-head">
        {captionsName(track)} <span className="hint">{cues.list.length > 0 && cues.list.length.toLocaleString(locale)}</span>
      </h2>
      {cues.list.length > 0 ? (
        <CueList transport={transport} cues={cues.list} label={captionsName(track)} />
      ) : (
        <p className="hint" role="status">{words}</p>
      )}
    </div>
  );
}

// Where to go in what is said: chapters as their file has them, or as they were found where there is no file.
function Chapters({ transport, track, found }) {
  const [cues, setCues] = useCues(track?.url);
  const read = (list) => setCues({ url: track.url, list: list.map((cue) => ({ start: cue.start, title: cue.text })) });
  return (
    <>
      {track && <TrackReader key={track.url} track={track} onCues={read} />}
      <ChapterList transport={transport} chapters={cues.list.length > 0 ? cues.list : found} />
    </>
  );
}

function ChapterList({ transport, chapters }) {
  const current = useTransport(transport, (now) => lastBegun(chapters, now.time + 0.001), "time");
  if (chapters.length === 0) return null;
  return (
    <nav className="job-chapters" aria-label={t("Chapters")} data-testid="chapters">
      <h2 className="field-label">{t("Chapters")}</h2>
      <ol>
        {chapters.map((each, index) => (
          <li key={each.start}>
            <button type="button" aria-current={index === current ? "true" : undefined} onClick={() => transport.seek(each.start)}>
              <span className="cue-time">{clockText(each.start)}</span>
              {each.title}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

// A second list beside the first one; its cues are read by a track of its own that nobody sees.
function OtherCues({ transport, track }) {
  const [cues, setCues] = useCues(track.url);
  return (
    <>
      <TrackReader key={track.url} track={track} onCues={(list, failed) => setCues({ url: track.url, list, failed })} />
      <Cues transport={transport} track={track} cues={cues} />
    </>
  );
}

function TrackReader({ track: { url, language }, onCues }) {
  return (
    <video className="player-unseen" aria-hidden="true">
      <CueTrack url={url} language={language} onCues={(list) => onCues(list, false)} onUnreadable={() => onCues(NO_CUES, true)} />
    </video>
  );
}
