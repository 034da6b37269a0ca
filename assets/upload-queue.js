// The queue behind the uploader: which files are there, which travel now, how far each has come.
// A row: {key, file, status: "waiting" | "sending" | "done" | "failed" | "canceled", sent, error, uploadId}

import { useCallback, useEffect, useReducer, useRef } from "react";

const LOST = {
  detail: "The connection was lost before the file had arrived.",
  hint: "Check the connection, then retry.",
};
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
    return { error: UNREADABLE };
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
  request.onerror = () => onEnd({ error: LOST });
  request.send(file);
  return request;
}

let lastKey = 0;

export function useUploadQueue({ url, atOnce, refuse, onUploaded, onRemoved }) {
  const [rows, dispatch] = useReducer(reduce, []);
  const requests = useRef(new Map());
  const latest = useRef({});
  latest.current = { rows, onUploaded, onRemoved };

  const change = useCallback((key, values) => dispatch({ type: "change", key, with: values }), []);

  const start = useCallback(
    ({ key, file }) => {
      const request = send(file, url, {
        onProgress: (sent) => change(key, { sent }),
        onEnd: ({ upload, error }) => {
          requests.current.delete(key);
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

  const travelling = rows.some((row) => row.status === "sending" || row.status === "waiting");
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
