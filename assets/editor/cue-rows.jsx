// The list of cues: only the rows that can be seen are in the document, and every row has the same height for that.

import { memo, useCallback, useLayoutEffect, useRef } from "react";
import { clock, TICKS } from "./document.js";
import { plain, toRuns } from "./markup.js";
import { unsureRanges } from "./words.js";
import { indexAt } from "../player/cues.js";
import { useTransport } from "../player/transport.js";
import { ROW, useFollow, useVisibleRows } from "../player/visible-rows.js";
import { decimal, t } from "../translate.js";

// `follow` keeps the cue at the playhead in sight.
export function CueRows({ cues, current, first, last, findings, colors, onSelect, boxRef, transport, follow }) {
  const [range, look] = useVisibleRows(boxRef, cues.length);
  useLayoutEffect(() => {
    const box = boxRef.current;
    const top = current * ROW;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + ROW > box.scrollTop + box.clientHeight) box.scrollTop = top + ROW - box.clientHeight;
    look();
  }, [current, look, boxRef]);

  const playing = useTransport(transport, (now) => (follow ? indexAt(cues, Math.round(now.time * TICKS)) : -1), "time");
  const hold = useFollow(boxRef, playing);

  const pick = useRef(onSelect);
  pick.current = onSelect;
  const press = useCallback((event) => {
    const row = event.target.closest("[data-at]");
    if (row) pick.current(Number(row.dataset.at), event.shiftKey);
  }, []);
  const shown = cues.slice(range[0], range[1]);
  return (
    <div
      className="ed-rows"
      ref={boxRef}
      onScroll={look}
      onWheel={hold}
      onTouchMove={hold}
      onClick={press}
      role="listbox"
      aria-label={t("Cues")}
      aria-multiselectable="true"
      aria-activedescendant={shown.length ? `cue-${cues[current]?.key}` : undefined}
      tabIndex={0}
      data-testid="editor-list"
    >
      <div style={{ height: range[0] * ROW }} role="presentation" />
      {shown.map((cue, index) => {
        const at = range[0] + index;
        return (
          <Row
            key={cue.key}
            cue={cue}
            at={at}
            count={cues.length}
            current={at === current}
            playing={at === playing}
            selected={at >= first && at <= last}
            findings={findings.get(cue.key)}
            color={cue.speaker ? colors.get(cue.speaker) : null}
          />
        );
      })}
      <div style={{ height: Math.max(0, cues.length - range[1]) * ROW }} role="presentation" />
    </div>
  );
}

const Row = memo(function Row({ cue, at, count, current, playing, selected, findings, color }) {
  return (
    <div
      id={`cue-${cue.key}`}
      className="ed-row"
      role="option"
      aria-selected={selected}
      aria-setsize={count}
      aria-posinset={at + 1}
      data-at={at}
      data-current={current}
      data-playing={playing || undefined}
      data-testid="editor-row"
    >
      <span className="ed-number">{at + 1}</span>
      <span className="ed-times">
        {clock(cue.start)}
        <br />
        <span className="hint">{decimal((cue.end - cue.start) / TICKS, 2)} s</span>
      </span>
      <span className="ed-words">
        {cue.speaker && <Speaker name={cue.speaker} color={color} />}
        <Words cue={cue} />
      </span>
      <span>
        {findings?.length > 0 && (
          <span className="ed-fault" title={findings.map((each) => each.message).join("\n")}>
            <span aria-hidden="true">!</span>
            <span className="unseen">{findings.map((each) => each.message).join(" ")}</span>
          </span>
        )}
      </span>
    </div>
  );
});

export function Speaker({ name, color }) {
  return (
    <span className="ed-speaker" data-color={color ?? 0}>
      {name}
    </span>
  );
}

// The words as they look, with those marked that the recogniser was not sure of.
export function Words({ cue }) {
  const unsure = unsureRanges(cue.words, plain(cue.text));
  let passed = 0;
  return toRuns(cue.text, cue.styles).map((run, index) => {
    const from = passed;
    passed += run.text.length;
    return (
      <span key={index} className={classOf(run.style)}>
        {pieces(run.text, from, unsure)}
      </span>
    );
  });
}

const classOf = (style) => ["italic", "bold", "underline", "strike"].filter((name) => style?.[name]).map((name) => `ed-${name}`).join(" ") || undefined;

function pieces(text, from, ranges) {
  const out = [];
  let done = 0;
  for (const [start, stop] of ranges) {
    const [a, b] = [Math.max(start - from, 0), Math.min(stop - from, text.length)];
    if (a >= b) continue;
    if (a > done) out.push(text.slice(done, a));
    out.push(<mark key={a} className="ed-unsure" title={t("The recogniser was not sure")}>{text.slice(a, b)}</mark>);
    done = b;
  }
  return [...out, text.slice(done)];
}
