// In which row of the table a job is drawn, run by test_row_places.py with node.

import assert from "node:assert/strict";
import test from "node:test";

const { firstRows, placesFor, roomFor } = await import("../../../../../assets/history/row-places.js");

const places = (found) => Object.fromEntries(found);

test("a job keeps its row within a list, and a new one takes that of one that left", () => {
  const first = placesFor(["a", "b", "c"], new Map(), false);
  assert.deepEqual(places(first), { a: 0, b: 1, c: 2 });
  const later = placesFor(["d", "a", "c"], first, false);
  assert.deepEqual(places(later), { d: 1, a: 0, c: 2 });
  assert.deepEqual(places(placesFor(["e", "d", "a", "c"], later, false)), { e: 3, d: 1, a: 0, c: 2 });
});

test("another list takes the rows over as they stand", () => {
  const before = placesFor(["d", "a", "c"], new Map([["a", 0], ["b", 1], ["c", 2]]), false);
  assert.deepEqual(places(placesFor(["c", "x", "a", "y", "z"], before, true)), { c: 1, x: 0, a: 2, y: 3, z: 4 });
  assert.deepEqual(places(placesFor(["x"], before, true)), { x: 1 });
});

test("no two rows have one place, whatever lists follow another", () => {
  let before = new Map();
  for (let round = 0; round < 200; round++) {
    const ids = Array.from({ length: (round * 7) % 13 }, (_, index) => `${(index * (round % 5) + index + round) % 29}`);
    const wanted = [...new Set(ids)];
    before = placesFor(wanted, before, round % 3 === 0);
    assert.equal(new Set(before.values()).size, wanted.length);
    assert.deepEqual([...before.keys()], wanted);
  }
});

test("what a window has room for is drawn first", () => {
  const rows = (name, count) => Array.from({ length: count }, (_, index) => `${name}${index}`);
  const first = firstRows(rows("new", 50), rows("old", 40), 24);
  assert.deepEqual([first.length, first[23], first[24]], [40, "new23", "old24"]);
  assert.deepEqual(firstRows(rows("new", 3), rows("old", 50), 24), rows("new", 3));
  assert.deepEqual(firstRows(rows("new", 50), [], 24), rows("new", 24));
});

test("the room is from the table's top, wherever it has been scrolled to, to the window's edge", () => {
  globalThis.window = { innerHeight: 700 };
  const at = (top) => roomFor({ getBoundingClientRect: () => ({ top }) });
  assert.deepEqual([at(300), at(290), at(-1300), at(900)], [10, 11, 50, 1]);
  assert.equal(roomFor(null), 18);
});
