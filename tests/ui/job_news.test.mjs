// The logic of titles and notifications, run by test_job_news.py with node.

import assert from "node:assert/strict";
import test from "node:test";

const { createWatch, jobTitle, listTitle } = await import("../../assets/job-news.js");

const BEGAN = Date.parse("2026-01-01T10:00:00Z");
const row = (id, badge, more = {}) => ({
  id,
  source: `${id}.mp4`,
  now: { badge, percent: 0, started: badge === "Processing" ? "2026-01-01T10:00:00Z" : "", ...more },
});

test("a running job has its progress in the title", () => {
  assert.equal(jobTitle("film.mp4", { badge: "Processing", percent: 42 }), "42 % · film.mp4 · Cuedeck");
  assert.equal(jobTitle("film.mp4", { badge: "Processing", percent: 0 }), "film.mp4 · Cuedeck");
  assert.equal(jobTitle("film.mp4", { badge: "Completed", percent: 100 }), "film.mp4 · Cuedeck");
});

test("a list tells of the open job, of the one that runs, or how many do", () => {
  const rows = [row("a", "Processing", { percent: 7 }), row("b", "Completed")];
  assert.equal(listTitle(rows, ""), "7 % · a.mp4 · Cuedeck");
  assert.equal(listTitle(rows, "b"), "b.mp4 · Cuedeck");
  assert.equal(listTitle([...rows, row("c", "Processing")], ""), "2 running · Cuedeck");
  assert.equal(listTitle([row("b", "Completed", { source: "renamed.mp4" })], "b"), "renamed.mp4 · Cuedeck");
  assert.equal(listTitle([row("b", "Completed")], ""), "");
});

test("a job is told of once, when it ends after half a minute", () => {
  const watch = createWatch();
  const ids = (rows, seconds) => watch(rows, BEGAN + seconds * 1000).map(({ id }) => id);
  assert.deepEqual(ids([row("a", "Completed"), row("b", "Processing"), row("c", "Processing")], 0), []);
  assert.deepEqual(ids([row("b", "Completed"), row("c", "Processing")], 29), []);
  assert.deepEqual(ids([row("b", "Completed"), row("c", "Needs review")], 30), ["c"]);
  assert.deepEqual(ids([row("b", "Completed"), row("c", "Needs review")], 31), []);
});
