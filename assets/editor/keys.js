// What every key does. An action has an `id`, a `label`, and its keys in each set; those of `list` act while no field
// has the focus. Letters are named by their place on the keyboard, so that Alt combinations work on every layout.

export const SETS = { cuedeck: "Cuedeck", subtitleEdit: "Subtitle Edit" };

const action = (id, label, cuedeck, subtitleEdit = cuedeck) => ({ id, label, keys: { cuedeck, subtitleEdit } });

export const GROUPS = [
  ["Moving about", [
    action("next", "Next cue", ["Alt+ArrowDown"], ["Alt+ArrowDown", "Shift+Enter"]),
    action("previous", "Previous cue", ["Alt+ArrowUp"]),
    action("nextFault", "Next cue with a fault or an unsure word", ["F8"]),
    action("find", "Find", ["Ctrl+F"]),
    action("replace", "Find and replace", ["Ctrl+H"]),
    action("findNext", "Next match", ["F3"]),
    action("findPrevious", "Match before", ["Shift+F3"]),
    action("list", "From the text to the list, and back with Enter", ["Escape"]),
  ]],
  ["Text", [
    action("italic", "Italics", ["Ctrl+I"]),
    action("breakLines", "Break lines by the guide", ["Alt+B"], ["Ctrl+R"]),
    action("fix", "Fix what the guide finds", ["Alt+F"]),
    action("position", "Top or bottom of the picture", ["Alt+P"]),
    action("speaker", "Speaker", ["Alt+K"]),
  ]],
  ["Cues", [
    action("split", "Split at the cursor", ["Alt+Enter"], ["Ctrl+Alt+V"]),
    action("merge", "Merge with the next, or the selected ones", ["Alt+M"], ["Ctrl+Shift+M"]),
    action("insert", "Insert after", ["Alt+N"], ["Alt+Insert"]),
    action("insertBefore", "Insert before", ["Alt+Shift+N"], ["Ctrl+Shift+Insert"]),
    action("remove", "Delete", ["Alt+Backspace"]),
    action("undo", "Undo", ["Ctrl+Z"]),
    action("redo", "Redo", ["Ctrl+Shift+Z", "Ctrl+Y"], ["Ctrl+Y"]),
  ]],
  ["Times", [
    action("playPause", "Play or pause", ["Ctrl+Space"], ["Ctrl+P"]),
    action("playCue", "Play this cue", ["Alt+R"], ["F5"]),
    action("startHere", "Start at the playhead", ["Alt+I"], ["F11"]),
    action("endHere", "End at the playhead", ["Alt+O"], ["F12"]),
    action("earlier", "One frame earlier", ["Alt+Comma"]),
    action("later", "One frame later", ["Alt+Period"]),
    action("snap", "Snap to frames", ["Alt+S"]),
    action("snapToShots", "Snap to shots of the picture", ["Alt+Shift+S"]),
  ]],
  ["The document", [
    action("save", "Save now", ["Ctrl+S"]),
    action("approve", "Approve, or save as a version", ["Ctrl+Shift+Enter"]),
    action("keys", "These keys (? outside of a field)", ["F1"]),
  ]],
];

export const IN_LIST = { ArrowDown: "next", ArrowUp: "previous", j: "next", k: "previous", Enter: "text", Delete: "remove", "?": "keys" };

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
