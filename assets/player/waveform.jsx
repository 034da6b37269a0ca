// The waveform: drawn by wavesurfer.js from peaks that a worker has made, so the recording itself is not read.
// wavesurfer is loaded when the first waveform is shown. It never plays: its "media" is the transport.

import { useEffect, useRef, useState } from "react";
import { t } from "../translate.js";
import "./player.css";

const HEIGHT = 72;
const COLORS = { waveColor: "--gray-8", progressColor: "--accent-9", cursorColor: "--accent-11" };
const LOUDEST = 127;

// peaksUrl: address of {duration, per_second, values}. onReady gets the WaveSurfer, for plugins such as regions.
export function Waveform({ transport, peaksUrl, zoom = 0, onReady }) {
  const box = useRef(null);
  const wave = useRef(null);
  const [failed, setFailed] = useState(false);
  const ready = useRef(onReady);
  ready.current = onReady;

  useEffect(() => {
    let [gone, media] = [false, null];
    // Colours follow the theme, which is a class of the page.
    const watcher = new MutationObserver(() => wave.current?.setOptions(colorsOf(box.current)));
    watcher.observe(document.documentElement, { attributeFilter: ["class"] });
    setFailed(false);
    Promise.all([import("wavesurfer.js"), readPeaks(peaksUrl)]).then(
      ([{ default: WaveSurfer }, peaks]) => {
        if (gone) return;
        media = new TransportMedia(transport, peaks.duration);
        wave.current = draw(WaveSurfer, box.current, peaks, media);
        ready.current?.(wave.current);
      },
      () => !gone && setFailed(true),
    );
    return () => {
      gone = true;
      watcher.disconnect();
      media?.close();
      wave.current?.destroy();
      wave.current = null;
    };
  }, [transport, peaksUrl]);

  useEffect(() => {
    wave.current?.zoom(zoom);
  }, [zoom]);

  return (
    <div className="waveform" data-testid="waveform" ref={box} role="group" aria-label={t("Waveform")}>
      {failed && <p className="hint">{t("The waveform could not be loaded.")}</p>}
    </div>
  );
}

export async function readPeaks(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`peaks: ${answer.status}`);
  return answer.json();
}

function colorsOf(element) {
  const style = getComputedStyle(element);
  return Object.fromEntries(Object.entries(COLORS).map(([name, token]) => [name, style.getPropertyValue(token).trim()]));
}

function draw(WaveSurfer, container, peaks, media) {
  const wave = WaveSurfer.create({
    container,
    peaks: [Float32Array.from(peaks.values, (value) => value / LOUDEST)],
    duration: peaks.duration,
    media,
    height: 0, // its style sheet names the height; with this one it is always the same text, which the CSP knows
    normalize: true,
    barWidth: 2,
    barGap: 1,
    barRadius: 1,
    cursorWidth: 1,
    dragToSeek: true,
    hideScrollbar: false,
    ...colorsOf(container),
  });
  wave.setOptions({ height: HEIGHT });
  wave.getWrapper().parentElement.tabIndex = 0; // scrolls by the arrow keys, too, where it is wider than its place
  return wave;
}

// What wavesurfer takes for a media element, on top of the transport.
class TransportMedia extends EventTarget {
  src = "";
  currentSrc = "";
  volume = 1;
  muted = false;
  ended = false;
  seeking = false;
  readyState = 4;

  constructor(transport, duration) {
    super();
    this.transport = transport;
    this.duration = duration;
    let paused = transport.paused;
    const told = () => {
      if (paused !== transport.paused) this.dispatchEvent(new Event(transport.paused ? "pause" : "play"));
      paused = transport.paused;
    };
    this.leave = [
      transport.on("state", told),
      transport.on("time", () => this.dispatchEvent(new Event("timeupdate"))),
    ];
  }

  close() {
    this.leave.forEach((leave) => leave());
  }

  get currentTime() { return this.transport.time; }
  set currentTime(seconds) { this.transport.seek(seconds); }
  get paused() { return this.transport.paused; }
  get playbackRate() { return this.transport.rate; }
  set playbackRate(rate) { this.transport.setRate(rate); }
  play() { return this.transport.play(); }
  pause() { this.transport.pause(); }
  load() {}
  canPlayType() { return ""; }
  removeAttribute() {}
}
