// Drop zone and file rows: several files at once, each with its own progress, cancel and retry.
// The zone is large while there is nothing else, and a bar above the rows once there is.

import { useCallback, useEffect, useRef } from "react";
import { useDropzone } from "react-dropzone";
import { local } from "./base-path.js";
import { usePageDrop, usePaste } from "./page-input.js";
import { useUploadQueue } from "./upload-queue.js";
import { bringsPlaylist, packed } from "./upload-segments.js";
import { decimal, t } from "./translate.js";
import "./uploader.css";

const UNITS = ["B", "kB", "MB", "GB"];

function inWords(bytes) {
  let [amount, unit] = [bytes, 0];
  while (amount >= 1000 && unit < UNITS.length - 1) {
    [amount, unit] = [amount / 1000, unit + 1];
  }
  return `${unit ? decimal(amount, amount < 10 ? 1 : 0) : amount} ${UNITS[unit]}`;
}

function percent({ size, sent }) {
  return size ? Math.min(100, Math.floor((100 * sent) / size)) : 0;
}

function timeInWords(seconds) {
  if (seconds < 60) return t("{time} left", { time: `${Math.max(1, Math.round(seconds))} s` });
  const minutes = Math.round(seconds / 60);
  return t("{time} left", { time: minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min` });
}

// "63 % · 4.2 MB/s · 12 s left", as far as it is known.
function progressInWords(row) {
  if (row.sent >= row.size) return t("Checking");
  const parts = [`${percent(row)} %`];
  if (row.speed > 0) parts.push(`${inWords(Math.round(row.speed))}/s`, timeInWords((row.size - row.sent) / row.speed));
  return parts.join(" · ");
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
const PAUSE = "M5.5 4v8M10.5 4v8";
const PLAY = "M5.5 3.5v9l7-4.5z";
const UP = "M8 11V3M4.8 6.2L8 3l3.2 3.2M3 13h10";

const WORDS = {
  waiting: () => t("Waiting"),
  sending: progressInWords,
  paused: (row) => t("Paused at {percent} %", { percent: percent(row) }),
  done: () => t("Uploaded"),
  lost: () => t("Connection lost"),
  unfinished: (row) => t("Stopped at {percent} %", { percent: percent(row) }),
  failed: () => t("Failed"),
  canceled: () => t("Canceled"),
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
      aria-label={t("Uploading {name}", { name: row.name })}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value}
    >
      <div className="cd-upload-bar" style={{ transform: `scaleX(${value / 100})` }} />
    </div>
  );
}

function RowActions({ row, queue }) {
  const { name, status } = row;
  const travels = status === "waiting" || status === "sending";
  const again = status === "failed" || status === "canceled" || status === "lost";
  return (
    <div className="cd-upload-actions">
      {travels && <RowButton label={t("Pause {name}", { name })} path={PAUSE} onClick={() => queue.pause(row.key)} />}
      {status === "paused" && <RowButton label={t("Resume {name}", { name })} path={PLAY} onClick={() => queue.retry(row)} />}
      {again && <RowButton label={t("Retry {name}", { name })} path={AGAIN} onClick={() => queue.retry(row)} />}
      {travels || status === "paused" ? (
        <RowButton label={t("Cancel {name}", { name })} path={CROSS} onClick={() => queue.cancel(row)} />
      ) : (
        <RowButton label={t("Remove {name}", { name })} path={CROSS} onClick={() => queue.remove(row)} />
      )}
    </div>
  );
}

function Row({ row, queue, choose }) {
  const { name, status, error } = row;
  const begun = ["waiting", "sending", "paused", "lost", "unfinished"].includes(status);
  return (
    <li className="cd-upload-row" data-testid="upload-row" data-status={status}>
      <div className="cd-upload-file">
        <span className="cd-upload-name" title={name}>{name}</span>
        <span className="cd-upload-size">{inWords(row.size)}</span>
      </div>
      <div className="cd-upload-status">
        {status === "done" && <Icon path={CHECK} />}
        {WORDS[status](row)}
      </div>
      <RowActions row={row} queue={queue} />
      {begun && <Progress row={row} />}
      {status === "unfinished" && (
        <p className="cd-upload-again">
          {t("The page was reloaded, and the browser did not keep this file.")}{" "}
          <button type="button" className="cd-upload-link" onClick={choose}>{t("Choose it again")}</button>{t(" to go on where it stopped.")}
        </p>
      )}
      {error && (
        <p className="cd-upload-error" role="alert">
          {error.detail} {error.hint && <span className="cd-upload-hint">{error.hint}</span>}
        </p>
      )}
    </li>
  );
}

// What all files together still take, while more than one travels.
function Together({ rows }) {
  const going = rows.filter((row) => ["waiting", "sending"].includes(row.status));
  if (going.length < 2) return null;
  const speed = going.reduce((sum, row) => sum + (row.status === "sending" ? (row.speed ?? 0) : 0), 0);
  const left = going.reduce((sum, row) => sum + row.size - row.sent, 0);
  const parts = [t("{count} files on their way", { count: going.length }), t("{size} to go", { size: inWords(left) })];
  if (speed > 0) parts.push(`${inWords(Math.round(speed))}/s`, timeInWords(left / speed));
  return <p className="cd-upload-together">{parts.join(" · ")}</p>;
}

function summary(rows) {
  const count = (status) => rows.filter((row) => row.status === status).length;
  const failed = count("failed");
  if (!rows.length) return "";
  const values = { done: count("done"), all: rows.length, failed };
  return failed ? t("{done} of {all} files uploaded, {failed} failed.", values) : t("{done} of {all} files uploaded.", values);
}

export function Uploader({
  url = local("/v1/uploads/tus"),
  direct = false,
  maxBytes = 0,
  atOnce = 3,
  compact = false,
  anywhere = false,
  owner = "",
  hideUploaded = false,
  batch = 0,
  prompt = t("Drop caption or media files here, or"),
  note = "",
  inputTestId = "upload-input",
  onUploaded,
  onRemoved,
  onTravel,
  onPaste,
}) {
  const refuse = useCallback(
    (file) =>
      maxBytes && file.size > maxBytes
        ? {
            detail: t("This file has {size}; the limit is {limit}.", { size: inWords(file.size), limit: inWords(maxBytes) }),
            hint: t("Choose a smaller file, or raise the limit in the server's settings."),
          }
        : null,
    [maxBytes],
  );
  const directUrl = direct ? local("/v1/uploads/direct") : "";
  const queue = useUploadQueue({ url, directUrl, atOnce, owner, refuse, onUploaded, onRemoved, onTravel });
  const { add } = queue;
  const take = useCallback(
    async (files) => add(bringsPlaylist(files) ? await packed(files) : files),
    [add],
  );
  const { getRootProps, getInputProps, isDragActive, isDragGlobal, open } = useDropzone({
    onDrop: take,
    noClick: true,
    noKeyboard: true,
    useFsAccessApi: false,
  });

  const pageActive = usePageDrop(anywhere, take);
  usePaste(anywhere, take, onPaste);
  const folder = useRef(null);

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
    <div className="cd-upload" data-testid="uploader" data-direct={direct} aria-busy={queue.travelling}>
      <div
        {...getRootProps({ role: undefined, tabIndex: undefined })}
        className="cd-upload-zone"
        data-small={small}
        data-active={isDragActive || pageActive}
        data-dragging={isDragGlobal}
        onClick={open}
      >
        <input {...getInputProps({ "data-testid": inputTestId, "aria-label": t("Choose files to upload") })} />
        <button type="button" className="cd-upload-choose" data-testid="upload-choose">
          <Icon path={UP} />
          <span className="cd-upload-wide">
            {pageActive ? t("Drop the files anywhere on the page") : prompt}{" "}
            {!pageActive && <span className="cd-upload-link">{t("choose files")}</span>}
          </span>
          <span className="cd-upload-narrow">{small ? t("Add files") : t("Choose files")}</span>
        </button>
        {anywhere && (
          <button type="button" className="cd-upload-folder" onClick={(event) => {
            event.stopPropagation();
            folder.current?.click();
          }}>
            {small ? t("Add a folder") : t("or a whole folder")}
          </button>
        )}
        {note && !small && <p className="cd-upload-note">{note}</p>}
      </div>
      {anywhere && (
        <input
          ref={folder}
          type="file"
          multiple
          webkitdirectory=""
          hidden
          data-testid="upload-folder"
          aria-label={t("Choose a folder to upload")}
          onChange={(event) => {
            take([...event.target.files].filter((file) => !file.name.startsWith(".")));
            event.target.value = "";
          }}
        />
      )}
      {rows.length > 0 && (
        <ul className="cd-upload-rows" aria-label={t("Files")}>
          {rows.map((row) => (
            <Row key={row.key} row={row} queue={queue} choose={open} />
          ))}
        </ul>
      )}
      <Together rows={rows} />
      <p className="cd-upload-summary" role="status">{summary(queue.rows)}</p>
    </div>
  );
}
