// The editor's logic, run by test_logic.py with node.

import assert from "node:assert/strict";
import test from "node:test";

const from = (name) => import(`../../../../assets/editor/${name}`);
const { toMarkup, toRuns, plain, toggled } = await from("markup.js");
const doc = await from("document.js");
const commands = await from("commands.js");
const { apply, empty, redo, undo } = await from("history.js");
const { compile, matches, next, replaceIn } = await from("find.js");
const { reworded, unsureRanges } = await from("words.js");
const { bindings, comboOf, GROUPS, SETS } = await from("keys.js");

const S = doc.TICKS;
const cue = (start, end, text, more = {}) => doc.fromProject({ start: start * S, end: end * S, text, ...more });
const texts = (cues) => cues.map((each) => each.text);
const changed = (cues, splices) => apply(empty(cues), splices, { label: "x", select: 0 }).cues;
const times = (cues) => cues.map((each) => [each.start / S, each.end / S]);

test("styles become tags and come back without loss", () => {
  const runs = [
    { text: "A " },
    { text: "b", style: { italic: true } },
    { text: "c", style: { italic: true, color: "#ff0000" } },
    { text: " <i>&lt; 3" },
  ];
  const { text, styles } = toMarkup(runs);
  assert.equal(text, "A <i>b</i><1><i>c</i></1> &lt;i>&amp;lt; 3");
  assert.deepEqual(toRuns(text, styles), runs);
  assert.equal(plain(text), "A bc <i>&lt; 3");
  assert.equal(plain("I <3 you & me"), "I <3 you & me");
  assert.deepEqual(toRuns("<i>open"), [{ text: "open", style: { italic: true } }]);
});

test("edges near a cut of the picture meet it, others stay", () => {
  const cues = [cue(1.2, 3.8, "a"), cue(4.1, 6, "b"), cue(6, 8.4, "c"), cue(8.9, 9.05, "d")];
  const cuts = [1, 4, 9].map((at) => at * S);
  const frame = S / 25;
  const snapped = changed(cues, commands.snapToCuts(cues, [0, 1, 2, 3], cuts, frame));
  assert.deepEqual(times(snapped), [[1, 3.92], [4, 6], [6, 8.4], [8.9, 9.05]]);
  assert.deepEqual(commands.snapToCuts(cues, [0, 1], [], frame), []);
});

test("italics go around all, and off again", () => {
  assert.equal(toggled("Hi <i>you</i>", "i"), "<i>Hi you</i>");
  assert.equal(toggled("<i>Hi you</i>", "i"), "Hi you");
  assert.equal(toggled("<i>a</i> b <i>c</i>", "i"), "<i>a b c</i>");
});

test("a cue is written as it was read", () => {
  const words = [{ $type: "Word", fields: { start: 1, end: 2, text: "Hi", confidence: 0.4 } }];
  const raw = { start: 1, end: 9, id: "7", speaker: "Ana", placement: { row: 3 }, extras: { vtt: 1, words }, text: "Hi" };
  assert.deepEqual(doc.toProject(doc.fromProject(raw)), raw);
  const styled = { start: 0, end: 9, runs: [{ text: "Hi", style: { bold: true } }], marks: [[0, 5]] };
  assert.deepEqual(doc.toProject(doc.fromProject(styled)), styled);
  const head = { format: "cuedeck-project", version: 1 };
  assert.deepEqual(JSON.parse(doc.projectJson(head, [doc.fromProject(raw)])), { ...head, cues: [raw] });
});

test("times are read and shown", () => {
  assert.equal(doc.clock(3723.456 * S), "01:02:03.456");
  assert.equal(doc.parseClock("1:02.5"), 62.5 * S);
  assert.equal(doc.parseClock("00:01:02,500"), 62.5 * S);
  assert.equal(doc.parseClock("soon"), null);
  assert.equal(doc.frameTicks("30000/1001"), 3003000);
  assert.equal(doc.frameTicks(null), null);
});

test("a cue is split at the cursor, by words where they are known", () => {
  const [a, b] = changed([cue(0, 4, "Hello there")], commands.split([cue(0, 4, "Hello there")], 0, 5));
  assert.deepEqual([a.text, b.text, b.end], ["Hello", "there", 4 * S]);
  const words = [0, 3].map((at, index) => ({ start: at * S, end: (at + 1) * S, text: ["Hello", "there"][index] }));
  const known = cue(0, 4, "<i>Hello there</i>", { runs: undefined, extras: { words } });
  const parts = changed([known], commands.split([{ ...known, text: "<i>Hello there</i>" }], 0, 8));
  assert.deepEqual(texts(parts), ["<i>Hello</i>", "<i>there</i>"]);
  assert.deepEqual(times(parts), [[0, 3], [3, 4]]);
  assert.deepEqual(parts.map((each) => each.words.length), [1, 1]);
  assert.deepEqual(commands.split([cue(0, 1, "Hello")], 0, 0), []);
});

test("cues are merged, inserted, deleted and shifted", () => {
  const cues = [cue(0, 1, "A"), cue(2, 3, "B"), cue(10, 11, "C")];
  assert.deepEqual(texts(changed(cues, commands.merge(cues, [0, 1]))), ["A B", "C"]);
  assert.deepEqual(commands.merge(cues, [2, 3]), []);
  assert.deepEqual(times(changed(cues, commands.insertAfter(cues, 0)))[1], [1, 2]);
  assert.deepEqual(times(changed(cues, commands.insertAfter(cues, 2)))[3], [11, 13]);
  assert.deepEqual(times(changed([], commands.insertAfter([], -1))), [[0, 2]]);
  assert.deepEqual(texts(changed(cues, commands.removeCues(cues, [2, 0]))), ["B"]);
  assert.deepEqual(times(changed(cues, commands.shift(cues, [1, 2], -5 * S))), [[0, 1], [0, 1], [8, 9]]);
});

test("a change is for the chosen cues, for all from there on, or for every one", () => {
  const cues = [cue(0, 1, "A"), cue(2, 3, "B"), cue(10, 11, "C")];
  assert.deepEqual(commands.scopeOf(cues, [1], undefined), [1]);
  assert.deepEqual(commands.scopeOf(cues, [1], "chosen"), [1]);
  assert.deepEqual(commands.scopeOf(cues, [1], "on"), [1, 2]);
  assert.deepEqual(commands.scopeOf(cues, [1], "all"), [0, 1, 2]);
  const later = commands.shift(cues, commands.scopeOf(cues, [1], "on"), 1.5 * S);
  assert.deepEqual(times(changed(cues, later)), [[0, 1], [3.5, 4.5], [11.5, 12.5]]);
});

test("times snap to frames", () => {
  const cues = [doc.fromProject({ start: S / 90, end: S / 80, text: "A" })];
  const [on] = changed(cues, commands.snap(cues, [0], S / 25));
  assert.deepEqual([on.start, on.end], [0, S / 25]);
});

test("a speaker is renamed everywhere", () => {
  const cues = [cue(0, 1, "A", { speaker: "S1" }), cue(1, 2, "B", { speaker: "S2" }), cue(2, 3, "C", { speaker: "S1" })];
  assert.deepEqual(commands.speakersOf(cues), ["S1", "S2"]);
  const renamed = changed(cues, commands.renameSpeaker(cues, "S1", "Ana"));
  assert.deepEqual(renamed.map((each) => each.speaker), ["Ana", "S2", "Ana"]);
});

test("a place is given and taken back", () => {
  const cues = [cue(0, 1, "A")];
  const top = changed(cues, commands.place(cues, [0], "top"));
  assert.deepEqual(top[0].placement, { anchor: "top" });
  assert.equal(changed(top, commands.place(top, [0], ""))[0].placement, null);
  assert.deepEqual(commands.place(cues, [0], ""), []);
});

test("everything is undone and done again", () => {
  const first = [cue(0, 1, "A"), cue(1, 2, "B"), cue(2, 3, "C")];
  let history = empty(first);
  const step = (make) => { history = apply(history, make(history.cues), { label: "x", select: 0 }); };
  step((cues) => commands.removeCues(cues, [0, 2]));
  step((cues) => commands.insertAfter(cues, 0));
  step((cues) => commands.setText(cues, 1, "New"));
  step((cues) => commands.merge(cues, [0, 1]));
  step((cues) => commands.each(cues, [0], (each) => each)); // nothing changes, and nothing is kept
  const last = history.cues;
  assert.equal(history.done.length, 4);
  for (let n = 0; n < 9; n += 1) history = undo(history);
  assert.deepEqual(history.cues, first);
  for (let n = 0; n < 9; n += 1) history = redo(history);
  assert.deepEqual(history.cues, last);
});

test("typing is one step until there is a pause", () => {
  let history = empty([cue(0, 1, "")]);
  const type = (text, now) => {
    history = apply(history, commands.setText(history.cues, 0, text), { label: "Text", select: 0, typing: 1, now });
  };
  type("H", 0);
  type("Hi", 500);
  type("Hi!", 5000);
  assert.equal(history.done.length, 2);
  history = undo(history);
  assert.equal(history.cues[0].text, "Hi");
  history = undo(history);
  assert.equal(history.cues[0].text, "");
  assert.equal(redo(history).cues[0].text, "Hi");
});

test("text is found and replaced, as text or as an expression", () => {
  const cues = [cue(0, 1, "Colour me"), cue(1, 2, "no"), doc.newCue({ start: 2 * S, end: 3 * S, text: "<i>colours</i> (i)" })];
  const { pattern } = compile({ text: "colour" });
  assert.deepEqual(matches(cues, pattern), [0, 2]);
  assert.deepEqual(matches(cues, compile({ text: "colour", matchCase: true }).pattern), [2]);
  assert.deepEqual([next([0, 2], 0, 1), next([0, 2], 2, 1), next([0, 2], 0, -1), next([], 0, 1)], [2, 0, 2, -1]);
  const all = changed(cues, replaceIn(cues, [0, 2], compile({ text: "(c)olou(r)", regex: true }).pattern, "$1olo$2", true));
  assert.deepEqual(texts(all), ["Color me", "no", "<i>colors</i> (i)"]);
  assert.deepEqual(texts(changed(cues, replaceIn(cues, [2], compile({ text: "i" }).pattern, "$1", false)))[2], "<i>colours</i> ($1)");
  assert.match(compile({ text: "(", regex: true }).error, /no regular expression/);
});

test("words keep how sure they were until they are written anew", () => {
  const words = ["I", "no", "you"].map((text, at) => ({ start: at, end: at + 1, text, confidence: 0.5 }));
  assert.deepEqual(unsureRanges(words, "I no you"), [[0, 1], [2, 4], [5, 8]]);
  const mended = reworded(words, "I know you");
  assert.deepEqual(mended.map((word) => word.confidence), [0.5, undefined, 0.5]);
  assert.deepEqual(unsureRanges(mended, "I know you"), [[0, 1], [7, 10]]);
  assert.deepEqual(reworded(words, "you").map((word) => word.start), [2]);
  assert.deepEqual(unsureRanges(words, "Other text"), []);
});

test("the source text of a cue is what is said in the same time", () => {
  const source = [cue(0, 2, "One"), cue(2, 4, "Two"), cue(4, 6, "Three")];
  assert.equal(doc.textBeside(source, cue(0, 4, "")), "One\nTwo");
  assert.equal(doc.textBeside(source, cue(3.9, 6, "")), "Three");
  assert.equal(doc.textBeside(source, cue(8, 9, "")), "");
});

test("no key does two things, and each action has one in every set", () => {
  const actions = GROUPS.flatMap(([, each]) => each);
  for (const set of Object.keys(SETS)) {
    const combos = actions.flatMap(({ keys }) => keys[set]);
    assert.equal(new Set(combos).size, combos.length);
    assert.equal(bindings(set).size, combos.length);
    assert.ok(actions.every(({ keys }) => keys[set].length > 0));
  }
  assert.equal(comboOf({ code: "KeyZ", key: "z", ctrlKey: true, shiftKey: true }), "Ctrl+Shift+Z");
  assert.equal(comboOf({ code: "KeyM", key: "µ", altKey: true }), "Alt+M");
  assert.equal(comboOf({ code: "ArrowDown", key: "ArrowDown", altKey: true }), "Alt+ArrowDown");
});
