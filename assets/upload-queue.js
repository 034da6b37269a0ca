// The queue behind the uploader: which files are there, which travel now, how far and how fast each has come.
// A row: {key, file, name, size, status, sent, error, tries, url, speed, uploadId}; its status is "waiting", "sending",
// "paused", "lost" (the server went away; it goes on by itself), "unfinished" (from before a reload, its file has to be
// chosen again), "done", "failed" or "canceled".

import { useCallback, useEffect, useReducer, useRef } from "react";
import * as direct from "./direct-upload.js";
import * as tus from "./tus-upload.js";
import * as kept from "./unfinished-uploads.js";
import { t } from "./translate.js";

const LOST = {
  detail: t("The connection was lost before the file had arrived."),
  hint: t("It goes on by itself as soon as the server answers."),
};
const GONE = {
  detail: t("The server has not answered for some minutes; the file is still here."),
  hint: t("Check that the server runs, then retry."),
};
const MOST_TRIES = 20;
const LONGEST_WAIT = 30_000;
const TOLD_EVERY = 250;
const ON_ITS_WAY = ["waiting", "sending", "lost"];

// How an upload travels that has begun: its address on the server says it.
function transportOf(address) {
  return direct.isDirect(address) ? direct : tus;
}

function removeFromServer(address) {
  return transportOf(address).remove(address);
}

function reduce(rows, action) {
  switch (action.type) {
    case "add":
      return [...rows, ...action.rows];
    case "change":
      return rows.map((row) => (row.key === action.key ? { ...row, ...action.with } : row));
    case "remove":
      return rows.filter((row) => row.key !== action.key);
    case "forget done":
      return rows.filter((row) => row.status !== "done");
    default:
      return rows;
  }
}

let lastKey = 0;

function newRow(file, error) {
  lastKey += 1;
  const key = `${Date.now()}-${String(lastKey).padStart(6, "0")}`;
  return { key, file, name: file.name, size: file.size, status: error ? "failed" : "waiting", sent: 0, error, tries: 0, url: "" };
}

async function keptRow({ key, file, name, size, url }) {
  const status = file ? "waiting" : "unfinished";
  const sent = url ? ((await transportOf(url).arrived(url)) ?? 0) : 0;
  return { key, file, name, size, status, sent, error: null, tries: 0, url };
}

// Bytes a second, smoothed: the last seconds count most. A first measure needs half a second.
function speedometer() {
  let [speed, at, had] = [0, performance.now(), null];
  return (sent) => {
    const now = performance.now();
    if (had === null) {
      [at, had] = [now, sent];
    } else if (now - at >= 500) {
      const current = (1000 * (sent - had)) / (now - at);
      speed = speed ? 0.7 * speed + 0.3 * current : current;
      [at, had] = [now, sent];
    }
    return speed;
  };
}

export function useUploadQueue({ url, directUrl, atOnce, owner, refuse, onUploaded, onRemoved, onTravel }) {
  const [rows, dispatch] = useReducer(reduce, []);
  const requests = useRef(new Map());
  const latest = useRef({});
  latest.current = { rows, owner, onUploaded, onRemoved, onTravel };

  const change = useCallback((key, values) => dispatch({ type: "change", key, with: values }), []);

  const start = useCallback(
    (row) => {
      const { key, file, tries } = row;
      const measure = speedometer();
      let toldAt = 0;
      let reached = row.sent;
      const onProgress = (sent) => {
        const speed = measure(sent);
        reached = sent;
        const now = performance.now();
        if (now - toldAt > TOLD_EVERY || sent === file.size) {
          toldAt = now;
          change(key, { sent, speed });
        }
      };
      const onAddress = (address) => {
        change(key, { url: address });
        if (latest.current.owner) kept.keepAddress(key, address);
      };
      const onEnd = ({ uploadId, error, final, lost, gone }) => {
        requests.current.delete(key);
        if (uploadId) {
          change(key, { status: "done", sent: file.size, uploadId });
          kept.forget(key);
          latest.current.onUploaded?.({ upload_id: uploadId, file_name: file.name, size: file.size });
        } else if (gone) {
          change(key, { status: "waiting", url: "", sent: 0 });
        } else if (lost) {
          const counted = reached > row.sent ? 0 : tries;
          const again = counted < MOST_TRIES;
          const now = again ? { status: "lost", error: LOST } : { status: "failed", error: GONE };
          change(key, { ...now, sent: reached, tries: again ? counted + 1 : 0 });
        } else {
          change(key, { status: "failed", error });
          if (final) kept.forget(key);
        }
      };
      const straight = row.url ? direct.isDirect(row.url) : directUrl && direct.suits(file);
      const transport = straight ? direct : tus;
      const asked = { file, url: straight ? directUrl : url, address: row.url };
      requests.current.set(key, transport.send(asked, { onAddress, onProgress, onEnd }));
      change(key, { status: "sending", speed: 0, error: null });
    },
    [url, directUrl, change],
  );

  // Whenever a place is free, the next one that waits takes it. What travels is counted by its requests: the
  // rows of this render may not know yet of one that was started a moment ago.
  useEffect(() => {
    const waiting = rows.filter((row) => row.status === "waiting" && !requests.current.has(row.key));
    waiting.slice(0, Math.max(0, atOnce - requests.current.size)).forEach(start);
  }, [rows, atOnce, start]);

  // What was lost goes on after a while that grows, and at once when the browser is back online.
  useEffect(() => {
    const lost = rows.filter((row) => row.status === "lost");
    if (lost.length === 0) {
      return undefined;
    }
    const again = () => lost.forEach(({ key }) => change(key, { status: "waiting" }));
    const wait = Math.min(LONGEST_WAIT, 1000 * 2 ** Math.min(...lost.map((row) => row.tries)));
    const timer = setTimeout(again, wait);
    window.addEventListener("online", again);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("online", again);
    };
  }, [rows.filter((row) => row.status === "lost").map((row) => row.key).join(), change]);

  // What a reload, or another page of the application, has interrupted.
  useEffect(() => {
    if (!owner) {
      return undefined;
    }
    const early = latest.current.rows.filter((row) => row.file && ON_ITS_WAY.includes(row.status));
    early.forEach((row) => {
      kept.keep(row, owner); // chosen before the page knew whose they are
      if (row.url) kept.keepAddress(row.key, row.url);
    });
    let here = true;
    kept.unfinished(owner).then(async (entries) => {
      const known = new Set(latest.current.rows.map((row) => row.key));
      const found = await Promise.all(entries.filter((entry) => !known.has(entry.key)).map(keptRow));
      if (here && found.length) dispatch({ type: "add", rows: found });
    });
    return () => {
      here = false;
    };
  }, [owner]);

  const onTheirWay = rows.filter((row) => ON_ITS_WAY.includes(row.status)).length;
  const travelling = onTheirWay > 0;
  const told = useRef(0);
  useEffect(() => {
    if (told.current !== onTheirWay) {
      told.current = onTheirWay;
      latest.current.onTravel?.(onTheirWay);
    }
  }, [onTheirWay]);
  useEffect(() => {
    if (!travelling) {
      return undefined;
    }
    const warn = (event) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [travelling]);

  useEffect(
    () => () => {
      requests.current.forEach((request) => request.stop(false));
      requests.current.clear();
    },
    [],
  );

  const add = useCallback(
    (files) => {
      const awaited = latest.current.rows.filter((row) => row.status === "unfinished");
      const fresh = files.filter((file) => {
        const row = awaited.find((one) => one.name === file.name && one.size === file.size);
        if (row) {
          awaited.splice(awaited.indexOf(row), 1);
          change(row.key, { file, status: "waiting" });
          kept.keep({ key: row.key, file }, latest.current.owner);
        }
        return !row;
      });
      const made = fresh.map((file) => newRow(file, refuse(file)));
      dispatch({ type: "add", rows: made });
      if (latest.current.owner) {
        made.filter((row) => !row.error).forEach((row) => kept.keep(row, latest.current.owner));
      }
    },
    [refuse, change],
  );

  const stop = useCallback((key, end) => {
    requests.current.get(key)?.stop(end);
    requests.current.delete(key);
  }, []);

  const pause = useCallback(
    (key) => {
      stop(key, false);
      change(key, { status: "paused", error: null });
    },
    [stop, change],
  );

  const cancel = useCallback(
    ({ key, url: address }) => {
      if (!requests.current.has(key) && address) removeFromServer(address);
      stop(key, true);
      kept.forget(key);
      change(key, { status: "canceled", sent: 0, url: "", error: null });
    },
    [stop, change],
  );

  const retry = useCallback(
    ({ key, file }) => {
      const error = refuse(file);
      change(key, error ? { status: "failed", error } : { status: "waiting", error: null, tries: 0 });
    },
    [change, refuse],
  );

  const remove = useCallback(({ key, uploadId, url: address }) => {
    dispatch({ type: "remove", key });
    kept.forget(key);
    if (uploadId) {
      latest.current.onRemoved?.(uploadId);
    } else if (address) {
      removeFromServer(address);
    }
  }, []);

  const forgetDone = useCallback(() => dispatch({ type: "forget done" }), []);

  return { rows, travelling, add, pause, cancel, retry, remove, forgetDone };
}
