// The queue behind the uploader: which files are there, which travel now, how far each has come.
// A row: {key, file, status, sent, error, tries, uploadId}; its status is "waiting", "sending", "lost" (the server
// went away; it is sent again by itself), "done", "failed" or "canceled".

import { useCallback, useEffect, useReducer, useRef } from "react";

const LOST = {
  detail: "The connection was lost before the file had arrived.",
  hint: "It is sent again by itself as soon as the server answers.",
};
const GONE = {
  detail: "The server has not answered for some minutes; the file is still here.",
  hint: "Check that the server runs, then retry.",
};
const MOST_TRIES = 20;
const LONGEST_WAIT = 30_000;
const ON_ITS_WAY = ["waiting", "sending", "lost"];
const UNREADABLE = {
  detail: "The server gave an answer that could not be understood.",
  hint: "Retry. If it happens again, look at the server's log.",
};

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

function readAnswer(request) {
  let body;
  try {
    body = JSON.parse(request.responseText);
  } catch {
    // A server that stops, or what stands in front of one that is away, answers without our JSON.
    return request.status === 0 || request.status >= 500 ? { lost: true } : { error: UNREADABLE };
  }
  if (request.status >= 200 && request.status < 300) {
    return { upload: body };
  }
  const detail = typeof body.detail === "string" ? body.detail : body.title;
  return { error: { detail: detail || UNREADABLE.detail, hint: body.hint || "" } };
}

// Sends one file as the raw body; returns the request, so that it can be aborted.
export function send(file, url, { onProgress, onEnd }) {
  const request = new XMLHttpRequest();
  request.open("POST", url);
  request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
  request.setRequestHeader("X-Cuedeck-Upload", "1"); // another site cannot send this: proves the page is ours
  request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
  request.upload.onprogress = (event) => onProgress(event.loaded);
  request.onload = () => onEnd(readAnswer(request));
  request.onerror = () => onEnd({ lost: true });
  request.send(file);
  return request;
}

let lastKey = 0;

export function useUploadQueue({ url, atOnce, refuse, onUploaded, onRemoved, onTravel }) {
  const [rows, dispatch] = useReducer(reduce, []);
  const requests = useRef(new Map());
  const latest = useRef({});
  latest.current = { rows, onUploaded, onRemoved, onTravel };

  const change = useCallback((key, values) => dispatch({ type: "change", key, with: values }), []);

  const start = useCallback(
    ({ key, file, tries = 0 }) => {
      const request = send(file, url, {
        onProgress: (sent) => change(key, { sent }),
        onEnd: ({ upload, error, lost }) => {
          requests.current.delete(key);
          if (lost) {
            const again = tries < MOST_TRIES;
            const now = again ? { status: "lost", error: LOST } : { status: "failed", error: GONE };
            change(key, { ...now, sent: 0, tries: again ? tries + 1 : 0 });
            return;
          }
          if (error) {
            change(key, { status: "failed", error });
            return;
          }
          change(key, { status: "done", sent: file.size, uploadId: upload.upload_id });
          latest.current.onUploaded?.(upload);
        },
      });
      requests.current.set(key, request);
      change(key, { status: "sending", sent: 0, error: null });
    },
    [url, change],
  );

  // Whenever a place is free, the next one that waits takes it. What travels is counted by its requests: the
  // rows of this render may not know yet of one that was started a moment ago.
  useEffect(() => {
    const waiting = rows.filter((row) => row.status === "waiting" && !requests.current.has(row.key));
    waiting.slice(0, Math.max(0, atOnce - requests.current.size)).forEach(start);
  }, [rows, atOnce, start]);

  // What was lost is sent again after a while that grows, and at once when the browser is back online.
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
      requests.current.forEach((request) => request.abort());
      requests.current.clear();
    },
    [],
  );

  const add = useCallback(
    (files) =>
      dispatch({
        type: "add",
        rows: files.map((file) => {
          const error = refuse(file);
          return { key: ++lastKey, file, status: error ? "failed" : "waiting", sent: 0, error };
        }),
      }),
    [refuse],
  );

  const cancel = useCallback(
    (key) => {
      requests.current.get(key)?.abort();
      requests.current.delete(key);
      change(key, { status: "canceled", sent: 0 });
    },
    [change],
  );

  const retry = useCallback(
    ({ key, file }) => {
      const error = refuse(file);
      change(key, error ? { status: "failed", error } : { status: "waiting", sent: 0, error: null });
    },
    [change, refuse],
  );

  const remove = useCallback(({ key, uploadId }) => {
    dispatch({ type: "remove", key });
    if (uploadId) {
      latest.current.onRemoved?.(uploadId);
    }
  }, []);

  const forgetDone = useCallback(() => dispatch({ type: "forget done" }), []);

  return { rows, travelling, add, cancel, retry, remove, forgetDone };
}
