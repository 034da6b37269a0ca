// Drop zone and file rows: several files at once, each with its own progress, cancel and retry.
// The zone is large while there is nothing else, and a bar above the rows once there is.

import { useCallback, useEffect, useRef } from "react";
import { useDropzone } from "react-dropzone";
import { useUploadQueue } from "./upload-queue.js";
import "./uploader.css";

const UNITS = ["bytes", "KB", "MB", "GB"];

function inWords(bytes) {
  let [amount, unit] = [bytes, 0];
  while (amount >= 1000 && unit < UNITS.length - 1) {
    [amount, unit] = [amount / 1000, unit + 1];
  }
  return `${unit ? amount.toFixed(amount < 10 ? 1 : 0) : amount} ${UNITS[unit]}`;
}

function percent({ file, sent }) {
  return file.size ? Math.min(100, Math.floor((100 * sent) / file.size)) : 0;
}

function Icon({ path }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}

const CROSS = "M4 4l8 8M12 4l-8 8";
const AGAIN = "M13 3.5v3.2H9.8M13 6.7A5.2 5.2 0 1 0 13.2 9";
const CHECK = "M3.5 8.5l3 3 6-7";
const UP = "M8 11V3M4.8 6.2L8 3l3.2 3.2M3 13h10";

const WORDS = {
  waiting: () => "Waiting",
  sending: (row) => (row.sent >= row.file.size ? "Checking" : `${percent(row)} %`),
  done: () => "Uploaded",
  lost: () => "Connection lost",
  failed: () => "Failed",
  canceled: () => "Canceled",
};

function RowButton({ label, path, onClick }) {
  return (
    <button type="button" className="cd-upload-action" aria-label={label} title={label} onClick={onClick}>
      <Icon path={path} />
    </button>
  );
}

function Progress({ row }) {
  const value = percent(row);
  return (
    <div
      className="cd-upload-track"
      role="progressbar"
      aria-label={`Uploading ${row.file.name}`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value}
    >
      <div className="cd-upload-bar" style={{ transform: `scaleX(${value / 100})` }} />
    </div>
  );
}

function Row({ row, queue }) {
  const { file, status, error } = row;
  const travels = status === "waiting" || status === "sending";
  const again = !travels && status !== "done";
  return (
    <li className="cd-upload-row" data-testid="upload-row" data-status={status}>
      <div className="cd-upload-file">
        <span className="cd-upload-name" title={file.name}>{file.name}</span>
        <span className="cd-upload-size">{inWords(file.size)}</span>
      </div>
      <div className="cd-upload-status">
        {status === "done" && <Icon path={CHECK} />}
        {WORDS[status](row)}
      </div>
      <div className="cd-upload-actions">
        {again && <RowButton label={`Retry ${file.name}`} path={AGAIN} onClick={() => queue.retry(row)} />}
        {travels ? (
          <RowButton label={`Cancel ${file.name}`} path={CROSS} onClick={() => queue.cancel(row.key)} />
        ) : (
          <RowButton label={`Remove ${file.name}`} path={CROSS} onClick={() => queue.remove(row)} />
        )}
      </div>
      {travels && <Progress row={row} />}
      {error && (
        <p className="cd-upload-error" role="alert">
          {error.detail} {error.hint && <span className="cd-upload-hint">{error.hint}</span>}
        </p>
      )}
    </li>
  );
}

function summary(rows) {
  const count = (status) => rows.filter((row) => row.status === status).length;
  const failed = count("failed");
  return rows.length ? `${count("done")} of ${rows.length} files uploaded${failed ? `, ${failed} failed` : ""}.` : "";
}

export function Uploader({
  url = "/v1/uploads",
  maxBytes = 0,
  atOnce = 3,
  compact = false,
  hideUploaded = false,
  batch = 0,
  prompt = "Drop caption or media files here, or",
  note = "",
  inputTestId = "upload-input",
  onUploaded,
  onRemoved,
  onTravel,
}) {
  const refuse = useCallback(
    (file) =>
      maxBytes && file.size > maxBytes
        ? {
            detail: `This file has ${inWords(file.size)}; the limit is ${inWords(maxBytes)}.`,
            hint: "Choose a smaller file, or raise the limit in the server's settings.",
          }
        : null,
    [maxBytes],
  );
  const queue = useUploadQueue({ url, atOnce, refuse, onUploaded, onRemoved, onTravel });
  const { getRootProps, getInputProps, isDragActive, isDragGlobal, open } = useDropzone({
    onDrop: queue.add,
    noClick: true,
    noKeyboard: true,
    useFsAccessApi: false,
  });

  const firstBatch = useRef(batch);
  const { forgetDone } = queue;
  useEffect(() => {
    if (batch !== firstBatch.current) {
      firstBatch.current = batch;
      forgetDone();
    }
  }, [batch, forgetDone]);

  const rows = hideUploaded ? queue.rows.filter((row) => row.status !== "done") : queue.rows;
  const small = compact || rows.length > 0;
  return (
    <div className="cd-upload" data-testid="uploader" aria-busy={queue.travelling}>
      <div
        {...getRootProps({ role: undefined, tabIndex: undefined })}
        className="cd-upload-zone"
        data-small={small}
        data-active={isDragActive}
        data-dragging={isDragGlobal}
        onClick={open}
      >
        <input {...getInputProps({ "data-testid": inputTestId, "aria-label": "Choose files to upload" })} />
        <button type="button" className="cd-upload-choose" data-testid="upload-choose">
          <Icon path={UP} />
          <span className="cd-upload-wide">
            {prompt} <span className="cd-upload-link">choose files</span>
          </span>
          <span className="cd-upload-narrow">{small ? "Add files" : "Choose files"}</span>
          {note && !small && <span className="cd-upload-note">{note}</span>}
        </button>
      </div>
      {rows.length > 0 && (
        <ul className="cd-upload-rows" aria-label="Files">
          {rows.map((row) => (
            <Row key={row.key} row={row} queue={queue} />
          ))}
        </ul>
      )}
      <p className="cd-upload-summary" role="status">{summary(queue.rows)}</p>
    </div>
  );
}
