// The table of jobs. It keeps what has been sent: a page of rows, then patches of what changed, then the moving part
// of rows that run. A row is drawn again only when it changed itself. Selecting needs no server.

import { memo, useCallback, useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import Ban from "lucide-react/dist/esm/icons/ban.mjs";
import Check from "lucide-react/dist/esm/icons/check.mjs";
import CirclePlay from "lucide-react/dist/esm/icons/circle-play.mjs";
import CircleSlash from "lucide-react/dist/esm/icons/circle-slash.mjs";
import Clock from "lucide-react/dist/esm/icons/clock.mjs";
import Download from "lucide-react/dist/esm/icons/download.mjs";
import Eye from "lucide-react/dist/esm/icons/eye.mjs";
import LinkIcon from "lucide-react/dist/esm/icons/link.mjs";
import Pencil from "lucide-react/dist/esm/icons/pencil.mjs";
import Play from "lucide-react/dist/esm/icons/play.mjs";
import RotateCw from "lucide-react/dist/esm/icons/rotate-cw.mjs";
import Trash from "lucide-react/dist/esm/icons/trash-2.mjs";
import X from "lucide-react/dist/esm/icons/x.mjs";
import { local } from "../base-path.js";
import { BulkBar } from "./bulk-bar.jsx";
import { shownRows } from "./job-rows.js";
import { useSelection } from "./job-selection.js";
import { firstRows, placesFor, roomFor } from "./row-places.js";
import { listTitle } from "../job-news.js";
import { useEndings, useTabTitle } from "../job-news.jsx";
import { Moment } from "../relative-time.jsx";
import { t } from "../translate.js";

// The roles say what the elements are by themselves: drawn as a table's boxes they are no more (history.css).

// Icons are made once: a row that is drawn again passes them by.
const icon = (Icon, size) => <Icon size={size} aria-hidden="true" />;

const BADGES = {
  Draft: icon(Pencil, 13),
  Queued: icon(Clock, 13),
  Processing: icon(CirclePlay, 13),
  "Needs review": icon(Eye, 13),
  Completed: icon(Check, 13),
  Failed: icon(X, 13),
  Rejected: icon(Ban, 13),
  Canceled: icon(CircleSlash, 13),
};

const ACTIONS = {
  cancel: icon(X, 16),
  delete: icon(Trash, 16),
  download: icon(Download, 16),
  retry: icon(RotateCw, 16),
  share: icon(LinkIcon, 16),
  start: icon(Play, 16),
};

const COLUMNS = [
  ["number", "#"],
  ["time", t("Time")],
  ["source", t("Source file")],
  ["kind", t("Type")],
  ["format", t("Format")],
  ["status", t("Status")],
  ["duration", t("Duration")],
];

function Badge({ word }) {
  return (
    <span className="badge" data-testid="status-badge" data-badge={word}>
      {BADGES[word]}
      {t(word)}
    </span>
  );
}

function Progress({ percent }) {
  return percent > 0 ? (
    <progress value={percent} max={100} aria-label={t("Progress")} />
  ) : (
    <progress aria-label={t("Progress")} />
  );
}

function Status({ now }) {
  const working = now.badge === "Processing"; // a job that waits for a person is at no stage of its own
  return (
    <td role="cell" className="cell-status">
      <Badge word={now.badge} />
      {now.waiting && (
        <span className="row-stage" title={now.waiting}>
          {t("nobody works on it")}
        </span>
      )}
      {working && (
        <span className="row-stage">
          {now.stage}
          {now.percent > 0 && ` ${now.percent} %`}
          {now.eta && <span className="row-eta"> · {now.eta}</span>}
        </span>
      )}
      {working && <Progress percent={now.percent} />}
    </td>
  );
}

function Button({ does, label, onClick, ...rest }) {
  return (
    <button type="button" className="button icon" aria-label={label} title={label} onClick={onClick} {...rest}>
      {ACTIONS[does]}
    </button>
  );
}

// What cannot succeed stays in its place, and says why.
function Retry({ job, name, onRetry }) {
  const label = t("Retry {name}", { name });
  if (job.refused) return <Button does="retry" label={`${label}: ${job.refused}`} aria-disabled="true" />;
  return <Button does="retry" label={label} onClick={() => onRetry(job.id)} />;
}

function Actions({ job, acts }) {
  const { id, now } = job;
  const name = now.source || job.source;
  const running = now.status === "pending" || now.status === "processing";
  const fetched = t("Download the result of {name}", { name });
  return (
    <div className="actions">
      {now.files && (
        <>
          <a
            className="button icon"
            href={local(`/v1/jobs/${id}/outputs/0`)}
            download=""
            data-testid="download"
            aria-label={fetched}
            title={fetched}
          >
            {ACTIONS.download}
          </a>
          <Button does="share" label={t("Share {name}", { name })} onClick={() => acts.onShare(id)} data-testid="share" />
          <Button does="delete" label={t("Delete the files of {name}", { name })} onClick={() => acts.onDelete(id)} />
        </>
      )}
      {now.badge === "Draft" && <Button does="start" label={t("Start {name}", { name })} onClick={() => acts.onStart(id)} />}
      {running && <Button does="cancel" label={t("Cancel {name}", { name })} onClick={() => acts.onCancel(id)} />}
      {now.status === "failed" && <Retry job={job} name={name} onRetry={acts.onRetry} />}
    </div>
  );
}

// The router's own links each follow the address: a hundred of them draw again whenever it changes. One listener of the
// table does the same for all of these (`useRowLinks`).
function RowLink({ to, ...rest }) {
  return <a href={local(to)} data-to={to} {...rest} />;
}

function useRowLinks() {
  const navigate = useNavigate();
  return useCallback(
    (event) => {
      const link = event.target.closest("a[data-to]");
      const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey; // another tab, a window, a file
      if (!link || event.button !== 0 || elsewhere) return;
      event.preventDefault();
      navigate(link.dataset.to, { replace: link.href === window.location.href });
    },
    [navigate],
  );
}

function Source({ job, to }) {
  const { now } = job;
  const name = now.source || job.source;
  return (
    <td role="cell" className="cell-source">
      <RowLink to={to} className="row-link" title={name}>
        {name}
      </RowLink>
      {job.sandbox && <span className="tag">{t("Sandbox")}</span>}
      {now.problem && (
        <span className="row-problem" title={now.problem}>
          {now.problem}
        </span>
      )}
    </td>
  );
}

const Row = memo(function Row({ job, to, isOpen, chosen, onChoose, acts }) {
  const { now } = job;
  return (
    <tr
      role="row"
      className="row"
      data-testid="job-row"
      data-job-id={job.id}
      data-status={now.status}
      data-open={isOpen}
      data-chosen={chosen}
      data-problem={Boolean(now.problem)}
    >
      <td role="cell" className="cell-select">
        <input
          type="checkbox"
          data-testid="select-job"
          aria-label={t("Select {name}", { name: now.source || job.source })}
          checked={chosen}
          onClick={(event) => onChoose(job.id, event.shiftKey)}
          onChange={() => {}}
        />
      </td>
      <td role="cell" className="cell-number">
        <RowLink
          to={`/jobs/${job.number}`}
          aria-label={t("Page of job {number}", { number: job.number })}
          title={t("Open the job's page")}
        >
          {job.number}
        </RowLink>
      </td>
      <td role="cell" className="cell-time">
        <Moment at={job.created} />
      </td>
      <Source job={job} to={to} />
      <td role="cell" className="cell-kind">{job.kind_label}</td>
      <td role="cell" className="cell-format" title={job.formats || undefined}>
        {now.what || job.what}
      </td>
      <Status now={now} />
      <td role="cell" className="cell-duration">
        {now.started ? <Moment at={now.started} kind="running" /> : now.took}
      </td>
      <td role="cell" className="cell-actions">
        <Actions job={job} acts={acts} />
      </td>
    </tr>
  );
});

function Head({ rows, selection }) {
  const box = useRef(null);
  const some = rows.some((row) => selection.has(row.id));
  const every = some && rows.every((row) => selection.has(row.id));
  useEffect(() => {
    if (box.current) box.current.indeterminate = some && !every;
  }, [some, every]);
  return (
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col" className="cell-select">
          <input
            ref={box}
            type="checkbox"
            aria-label={t("Select all on this page")}
            checked={every}
            onChange={() => selection.choosePage(rows, !every)}
          />
        </th>
        {COLUMNS.map(([name, words]) => (
          <th key={name} role="columnheader" scope="col" className={`cell-${name}`}>
            {words}
          </th>
        ))}
        <th role="columnheader" scope="col" className="cell-actions">
          <span className="unseen">{t("Actions")}</span>
        </th>
      </tr>
    </thead>
  );
}

// The handlers are made anew whenever the page draws; rows get one object that never changes.
function useSteady(handlers) {
  const latest = useRef(handlers);
  latest.current = handlers;
  const steady = useRef(null);
  steady.current ??= Object.fromEntries(
    Object.keys(handlers).map((name) => [name, (...given) => latest.current[name]?.(...given)]),
  );
  return steady.current;
}

// What stands in the table now, each job with a number by which React knows its row. Of another list the rows that the
// window has room for come first, the others once these are painted.
function useRows(list, shown, jobHref, table) {
  const [painted, setPainted] = useState(null);
  const kept = useRef({ list, shown: null, places: new Map(), rows: [] });
  const before = kept.current;
  if (before.shown !== shown || before.list !== list || before.jobHref !== jobHref) {
    const anew = before.list !== list;
    const places = placesFor(shown.map((job) => job.id), before.places, anew);
    const rows = shown.map((job) => ({ place: places.get(job.id), job, to: jobHref + job.id }));
    kept.current = { list, shown, jobHref, places, rows, first: anew ? firstRows(rows, before.rows, roomFor(table.current)) : rows };
  }
  const { rows, first } = kept.current;
  const waits = first !== rows && painted !== rows;
  useEffect(() => {
    if (!waits) return undefined;
    let timer = 0;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => setPainted(rows));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [waits, rows]);
  return waits ? first : rows;
}

export function Jobs(props) {
  const { rows: base, patch, live, jobHref, openJob, hidden, density, list, counted, onGap } = props;
  const { onStart, onCancel, onRetry, onShare, onDelete } = props;
  const acts = useSteady({ onStart, onCancel, onRetry, onShare, onDelete, onGap });
  const { shown, gap } = shownRows(base, patch, live);
  const selection = useSelection(list, shown);
  const table = useRef(null);
  const rows = useRows(list, shown, jobHref, table);
  const follow = useRowLinks();
  useTabTitle(listTitle(shown, openJob));
  useEndings(shown);
  useEffect(() => {
    if (gap) acts.onGap();
  }, [gap, acts]);
  return (
    <>
      <BulkBar {...props} selection={selection} matching={counted} shown={shown} />
      <table
        ref={table}
        role="table"
        className="jobs"
        data-testid="job-table"
        data-density={density}
        data-hidden={(hidden ?? []).join(" ")}
        onClick={follow}
      >
        <Head rows={shown} selection={selection} />
        <tbody role="rowgroup">
          {rows.map(({ place, job, to }) => (
            <Row
              key={place}
              job={job}
              to={to}
              isOpen={openJob === job.id}
              chosen={selection.has(job.id)}
              onChoose={selection.choose}
              acts={acts}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}
