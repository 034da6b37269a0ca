// What a tab that nobody looks at tells of jobs: its title, and which jobs have ended that took long. No browser needed.

import { t } from "./translate.js";

const LONG = 30_000;
const NAME = "Cuedeck";
const RUNNING = "Processing";

// Like "42 % · film.mp4 · Cuedeck"; a job that is over is named without a number.
export function jobTitle(name, now) {
  const percent = now.badge === RUNNING && now.percent > 0 ? `${now.percent} % · ` : "";
  return `${percent}${name} · ${NAME}`;
}

// The title of a list: the job that is open, else what runs; "" for neither.
export function listTitle(rows, openJob) {
  const title = (row) => jobTitle(row.now.source || row.source, row.now);
  const open = openJob ? rows.find((row) => row.id === openJob) : null;
  if (open) return title(open);
  const running = rows.filter((row) => row.now.badge === RUNNING);
  if (running.length > 1) return `${t("{count} running", { count: running.length })} · ${NAME}`;
  return running.length ? title(running[0]) : "";
}

const goesOn = ({ badge }) => badge === RUNNING || badge === "Queued";

// Looks at rows again and again; gives those that went on when it looked before, and have ended after a long time.
export function createWatch() {
  let before = new Map();
  return (rows, at) => {
    const ended = rows.filter((row) => {
      const was = before.get(row.id);
      return was && goesOn(was) && !goesOn(row.now) && was.started && at - Date.parse(was.started) >= LONG;
    });
    before = new Map(rows.map((row) => [row.id, row.now]));
    return ended;
  };
}
