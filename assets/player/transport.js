// One clock for everything that shows or moves a time: that of a media element, or one of its own where there is
// no media. What draws at every frame listens to "time"; what shows buttons and lengths listens to "state".
//
//   const transport = createTransport();
//   transport.attach(videoElement);          // or transport.attachClock(seconds)
//   transport.on("time", () => draw(transport.time));
//   transport.seek(12.5); transport.play(); transport.pause(); transport.toggle(); transport.setRate(1.5);
//   transport.time; transport.duration; transport.paused; transport.rate;

import { useSyncExternalStore } from "react";

const STATE_EVENTS = ["play", "pause", "ended", "ratechange", "durationchange", "loadedmetadata", "emptied"];
const TIME_EVENTS = ["timeupdate", "seeking", "seeked"];

export function createTransport() {
  const listeners = { time: new Set(), state: new Set() };
  let source = createClock(0, () => changed());
  let detach = () => {};
  let frame = 0;
  // Place and play as they last were. A source that has just been attached is not asked until it stands there too.
  let known = { time: 0, plays: false };
  let settled = true;

  const tell = (name) => listeners[name].forEach((each) => each(transport));
  const note = () => {
    if (settled) known = { time: source.currentTime, plays: !source.paused };
  };
  const beat = () => {
    note();
    tell("time");
    frame = transport.paused ? 0 : requestAnimationFrame(beat);
  };
  function changed() {
    note();
    tell("state");
    if (frame === 0) beat();
  }

  function take(next) {
    const rate = source.playbackRate;
    detach();
    source.pause();
    source = next;
    source.playbackRate = rate;
  }

  const transport = {
    get time() { return settled ? source.currentTime : known.time; },
    get duration() { return Number.isFinite(source.duration) ? source.duration : 0; },
    get paused() { return source.paused; },
    get rate() { return source.playbackRate; },

    // Play may be refused, as when the element was taken away: then it is still paused, which "state" tells.
    play() { return Promise.resolve(source.play()).catch(() => tell("state")); },
    pause() { source.pause(); },
    toggle() { return source.paused ? transport.play() : transport.pause(); },
    seek(seconds) {
      const place = Math.min(Math.max(seconds, 0), transport.duration || seconds);
      if (settled) source.currentTime = place;
      known = { ...known, time: place };
      tell("time");
    },
    setRate(rate) { source.playbackRate = rate; changed(); },

    on(name, listener) {
      listeners[name].add(listener);
      return () => listeners[name].delete(listener);
    },

    // Takes over place, speed and play from what was there before. Gives what lets go of the element.
    attach(element) {
      settled = false;
      take(element);
      const resume = () => {
        settled = true;
        if (known.time > 0) element.currentTime = Math.min(known.time, element.duration || known.time);
        if (known.plays) transport.play();
        changed();
      };
      element.addEventListener("loadedmetadata", resume, { once: true });
      STATE_EVENTS.forEach((each) => element.addEventListener(each, changed));
      const moved = () => { note(); tell("time"); };
      TIME_EVENTS.forEach((each) => element.addEventListener(each, moved));
      detach = () => {
        element.removeEventListener("loadedmetadata", resume);
        STATE_EVENTS.forEach((each) => element.removeEventListener(each, changed));
        TIME_EVENTS.forEach((each) => element.removeEventListener(each, moved));
      };
      if (element.readyState > 0) resume();
      else tell("state");
      return () => {
        settled = false;
        detach();
      };
    },

    attachClock(duration) {
      settled = true;
      take(createClock(duration, () => changed()));
      detach = () => {};
      source.currentTime = Math.min(known.time, duration);
      changed();
    },
  };
  return transport;
}

// What a media element is to the transport, where there is no media.
function createClock(duration, onChange) {
  let [at, since, rate, timer] = [0, null, 1, null];
  const now = () => Math.min(since === null ? at : at + ((performance.now() - since) / 1000) * rate, duration);
  const stop = () => {
    [at, since] = [now(), null];
    clearTimeout(timer);
  };
  const run = () => {
    since = performance.now();
    clearTimeout(timer);
    timer = setTimeout(() => { stop(); onChange(); }, ((duration - at) / rate) * 1000 + 20);
  };
  return {
    duration,
    get currentTime() { return now(); },
    set currentTime(seconds) {
      const running = since !== null;
      stop();
      at = seconds;
      if (running) run();
    },
    get paused() { return since === null; },
    get playbackRate() { return rate; },
    set playbackRate(wanted) {
      const running = since !== null;
      stop();
      rate = wanted;
      if (running) run();
    },
    play() {
      if (since !== null) return;
      if (at >= duration) at = 0;
      run();
      onChange();
    },
    pause() {
      if (since === null) return;
      stop();
      onChange();
    },
  };
}

// Keeps a second element (a sound track of its own) where the first one is.
const DRIFT = 0.15;

export function follow(leader, follower) {
  const place = () => { follower.currentTime = leader.currentTime; };
  const rate = () => { follower.playbackRate = leader.playbackRate; };
  const start = () => { place(); follower.play().catch(() => {}); };
  const stop = () => follower.pause();
  const mend = () => Math.abs(follower.currentTime - leader.currentTime) > DRIFT && place();
  const steps = { play: start, playing: start, pause: stop, waiting: stop, ended: stop, seeking: place, ratechange: rate, timeupdate: mend };
  const entries = Object.entries(steps);
  entries.forEach(([name, step]) => leader.addEventListener(name, step));
  rate();
  place();
  if (!leader.paused) start();
  return () => {
    entries.forEach(([name, step]) => leader.removeEventListener(name, step));
    stop();
  };
}

// A component draws again only when what it reads changes: `read` must give a plain value.
export function useTransport(transport, read, name = "state") {
  return useSyncExternalStore((told) => transport.on(name, told), () => read(transport), () => read(transport));
}
