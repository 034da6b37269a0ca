// What every key does. An action has an `id`, a `label`, and its keys in each set; those of `list` act while no field
// has the focus. Letters are named by their place on the keyboard, so that Alt combinations work on every layout.

import { t } from "../translate.js";

export const SETS = { cuedeck: "Cuedeck", subtitleEdit: "Subtitle Edit" };

const action = (id, label, cuedeck, subtitleEdit = cuedeck) => ({ id, label, keys: { cuedeck, subtitleEdit } });

export const GROUPS = [
  [t("Moving about"), [
    action("next", t("Next cue"), ["Alt+ArrowDown"], ["Alt+ArrowDown", "Shift+Enter"]),
    action("previous", t("Previous cue"), ["Alt+ArrowUp"]),
    action("nextFault", t("Next cue with a fault or an unsure word"), ["F8"]),
    action("find", t("Find"), ["Ctrl+F"]),
    action("replace", t("Find and replace"), ["Ctrl+H"]),
    action("findNext", t("Next match"), ["F3"]),
    action("findPrevious", t("Match before"), ["Shift+F3"]),
    action("list", t("From the text to the list, and back with Enter"), ["Escape"]),
  ]],
  [t("Text"), [
    action("italic", t("Italics"), ["Ctrl+I"]),
    action("breakLines", t("Break lines by the guide"), ["Alt+B"], ["Ctrl+R"]),
    action("fix", t("Fix what the guide finds"), ["Alt+F"]),
    action("position", t("Top or bottom of the picture"), ["Alt+P"]),
    action("speaker", t("Speaker"), ["Alt+K"]),
  ]],
  [t("Cues"), [
    action("split", t("Split at the cursor"), ["Alt+Enter"], ["Ctrl+Alt+V"]),
    action("merge", t("Merge with the next, or the selected ones"), ["Alt+M"], ["Ctrl+Shift+M"]),
    action("insert", t("Insert after"), ["Alt+N"], ["Alt+Insert"]),
    action("insertBefore", t("Insert before"), ["Alt+Shift+N"], ["Ctrl+Shift+Insert"]),
    action("remove", t("Delete"), ["Alt+Backspace"]),
    action("undo", t("Undo"), ["Ctrl+Z"]),
    action("redo", t("Redo"), ["Ctrl+Shift+Z", "Ctrl+Y"], ["Ctrl+Y"]),
  ]],
  [t("Times"), [
    action("playPause", t("Play or pause"), ["Ctrl+Space"], ["Ctrl+P"]),
    action("playCue", t("Play this cue"), ["Alt+R"], ["F5"]),
    action("startHere", t("Start at the playhead"), ["Alt+I"], ["F11"]),
    action("endHere", t("End at the playhead"), ["Alt+O"], ["F12"]),
    action("earlier", t("One frame earlier"), ["Alt+Comma"]),
    action("later", t("One frame later"), ["Alt+Period"]),
    action("shiftTimes", t("Shift or snap times"), ["Alt+T"], ["Ctrl+Shift+A"]),
    action("snap", t("Snap to frames"), ["Alt+S"]),
    action("snapToShots", t("Snap to shots of the picture"), ["Alt+Shift+S"]),
  ]],
  [t("The document"), [
    action("save", t("Save now"), ["Ctrl+S"]),
    action("approve", t("Approve, or save as a version"), ["Ctrl+Shift+Enter"]),
    action("keys", t("These keys (? outside of a field)"), ["F1"]),
  ]],
];

export const IN_LIST = {
  "Shift+ArrowDown": "extendDown", "Shift+ArrowUp": "extendUp", "Ctrl+A": "selectAll",
  ArrowDown: "next", ArrowUp: "previous", j: "next", k: "previous", Enter: "text", Delete: "remove", "?": "keys",
};

// The same in words.
export const LIST_KEYS = [
  { combos: ["ArrowDown", "ArrowUp", "j", "k"], label: t("Next cue, cue before") },
  { combos: ["Shift+ArrowDown", "Shift+ArrowUp"], label: t("Choose several cues") },
  { combos: ["Ctrl+A"], label: t("Choose all cues") },
  { combos: ["Delete"], label: t("Delete") },
];

// What a key press does while no field has the focus; a press of a letter or an arrow may come without a modifier.
export function listAction(event) {
  const plainKey = !event.ctrlKey && !event.metaKey && !event.altKey && event.key;
  return IN_LIST[comboOf(event)] ?? IN_LIST[plainKey];
}

const CODES = { Comma: "Comma", Period: "Period", Space: "Space", Backspace: "Backspace", Enter: "Enter", NumpadEnter: "Enter" };

// "Ctrl+Shift+Z" for a key press; the command key of a Mac counts as Ctrl.
export function comboOf(event) {
  const name = /^Key[A-Z]$/.test(event.code) ? event.code.slice(3) : (CODES[event.code] ?? event.key);
  const held = [(event.ctrlKey || event.metaKey) && "Ctrl", event.altKey && "Alt", event.shiftKey && "Shift"];
  return [...held.filter(Boolean), name].join("+");
}

export function bindings(set) {
  const found = new Map();
  for (const [, actions] of GROUPS) {
    for (const { id, keys } of actions) for (const combo of keys[set] ?? keys.cuedeck) found.set(combo, id);
  }
  return found;
}
