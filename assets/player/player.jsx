// The player: a video, a recording over a black stage, or captions alone over it, all with the same controls and
// the same transport. Captions over a video are the browser's own <track>; over the stage they are drawn here.

import { useEffect, useRef, useState } from "react";
import { clockText, plainCues, useShown } from "./cues.js";
import { follow, useTransport } from "./transport.js";
import { t } from "../translate.js";
import "./player.css";

export const RATES = [0.5, 0.75, 1, 1.25, 1.5, 2];

// media: {kind, url, label} or null for captions alone. sound: address of a sound track that replaces the one in
// the file. track: {url, language, label} or null. onCues gets the cues of the track once it is read.
export function Player({ transport, media, sound, track, cues, captionsOn = true, onCues, onUnreadable, onUnplayable, children }) {
  const element = useRef(null);
  const stage = useRef(null);
  const isVideo = media?.kind === "video";
  const Tag = media?.kind === "audio" ? "audio" : "video";

  useEffect(() => {
    if (media?.url) return transport.attach(element.current);
    return undefined;
  }, [transport, media?.url, Tag]);

  const lastEnd = cues.length ? Math.max(...cues.slice(-20).map((cue) => cue.end)) : 0;
  useEffect(() => {
    if (!media && lastEnd > 0) transport.attachClock(lastEnd);
  }, [transport, media, lastEnd]);

  return (
    <div className="player" data-testid="player" data-kind={media?.kind ?? "captions"} ref={stage}>
      <div className="player-stage" onClick={() => transport.toggle()}>
        <Tag
          ref={element}
          key={Tag}
          src={media?.url || undefined}
          className={isVideo ? "player-picture" : "player-unseen"}
          preload="metadata"
          playsInline
          aria-label={media?.label}
          onError={() => media?.url && onUnplayable?.()}
        >
          {track && <CueTrack key={track.url} {...track} mode={isVideo && captionsOn ? "showing" : "hidden"} onCues={onCues} onUnreadable={onUnreadable} />}
        </Tag>
        {!isVideo && captionsOn && <Overlay transport={transport} cues={cues} />}
        {children}
      </div>
      <Sound video={element} url={sound} />
      <Controls transport={transport} element={element} stage={stage} sound={sound} hasSound={Boolean(media)} />
    </div>
  );
}

// A <track>, inside of a media element: the browser reads it, and onCues gets its cues.
// Its mode is no attribute, and until it has one it reads nothing. React knows no events of it.
export function CueTrack({ url, language, label, mode = "hidden", onCues, onUnreadable }) {
  const element = useRef(null);
  const latest = useRef({});
  latest.current = { onCues, onUnreadable };
  useEffect(() => {
    const track = element.current;
    const read = () => latest.current.onCues?.(plainCues(track.track));
    const failed = () => latest.current.onUnreadable?.();
    track.addEventListener("load", read);
    track.addEventListener("error", failed);
    return () => {
      track.removeEventListener("load", read);
      track.removeEventListener("error", failed);
    };
  }, []);
  useEffect(() => {
    element.current.track.mode = mode;
  }, [mode]);
  return <track ref={element} kind="captions" src={url} srcLang={language || undefined} label={label} />;
}

function Overlay({ transport, cues }) {
  const shown = useShown(transport, cues);
  return (
    <div className="player-captions" data-testid="captions-overlay">
      {shown.map((cue) => (
        <Caption key={cue.start} cue={cue} />
      ))}
    </div>
  );
}

function Caption({ cue }) {
  const box = useRef(null);
  useEffect(() => {
    box.current.replaceChildren(cue.fragment);
  }, [cue]);
  return <p ref={box} data-top={cue.native.line === 0 || undefined} data-align={cue.native.align} />;
}

// The chosen sound track beside a video whose own is silent.
function Sound({ video, url }) {
  const audio = useRef(null);
  useEffect(() => {
    const leader = video.current;
    if (!url || !leader) return undefined;
    leader.muted = true;
    const leave = follow(leader, audio.current);
    return () => {
      leave();
      leader.muted = false;
    };
  }, [video, url]);
  return url ? <audio ref={audio} src={url} preload="auto" data-testid="sound-track" /> : null;
}

function Controls({ transport, element, stage, sound, hasSound }) {
  const paused = useTransport(transport, (now) => now.paused);
  const rate = useTransport(transport, (now) => now.rate);
  return (
    <div className="player-controls">
      <Press label={paused ? t("Play") : t("Pause")} icon={paused ? "play" : "pause"} onPress={() => transport.toggle()} testId="play" />
      <Place transport={transport} />
      {hasSound && <Volume element={element} sound={sound} stage={stage} />}
      <select
        className="player-rate"
        aria-label={t("Speed")}
        data-testid="rate"
        value={rate}
        onChange={(event) => transport.setRate(Number(event.target.value))}
      >
        {RATES.map((each) => (
          <option key={each} value={each}>{each}×</option>
        ))}
      </select>
      <Press label={t("Full screen")} icon="full" onPress={() => toggleFullScreen(stage.current)} />
    </div>
  );
}

function toggleFullScreen(stage) {
  if (document.fullscreenElement) document.exitFullscreen();
  else stage.requestFullscreen?.();
}

function Place({ transport }) {
  const duration = useTransport(transport, (now) => now.duration);
  const tenths = useTransport(transport, (now) => Math.floor(now.time * 10), "time");
  const time = tenths / 10;
  return (
    <>
      <input
        type="range"
        className="player-place"
        aria-label={t("Position")}
        aria-valuetext={t("{value} of {limit}", { value: clockText(time), limit: clockText(duration) })}
        min={0}
        max={duration || 1}
        step={0.1}
        value={Math.min(time, duration || 1)}
        onChange={(event) => transport.seek(Number(event.target.value))}
      />
      <span className="player-time" data-testid="time">
        {clockText(time)} / {clockText(duration)}
      </span>
    </>
  );
}

function Volume({ element, sound, stage }) {
  const [volume, setVolume] = useState(1);
  useEffect(() => {
    const heard = sound ? stage.current.querySelector("[data-testid=sound-track]") : element.current;
    if (heard) heard.volume = volume;
  }, [volume, sound, element, stage]);
  const silent = volume === 0;
  return (
    <Press label={silent ? t("Sound on") : t("Sound off")} icon={silent ? "silent" : "loud"} onPress={() => setVolume(silent ? 1 : 0)} />
  );
}

const ICONS = {
  play: "M5 3.5v9l7.5-4.5z",
  pause: "M4.5 3.5h2.5v9H4.5zM9 3.5h2.5v9H9z",
  loud: "M2.5 6h2.5l3.5-3v10L5 10H2.5zM10.5 5.5a3.5 3.5 0 0 1 0 5M12 3.5a6 6 0 0 1 0 9",
  silent: "M2.5 6h2.5l3.5-3v10L5 10H2.5zM10.5 6.5l3 3M13.5 6.5l-3 3",
  full: "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3",
};

export function Press({ label, icon, onPress, testId }) {
  return (
    <button type="button" className="player-button" aria-label={label} title={label} onClick={onPress} data-testid={testId}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" data-icon={icon}>
        <path d={ICONS[icon]} />
      </svg>
    </button>
  );
}
