// A select with search: an input that opens a grouped list, narrowed by what is typed (ARIA combobox pattern).
// An option is {value, label, group?, note?, words?, disabled?}; `words` are further words to find it by.
// With `multiple` the value is a list with commas, shown as chips, and each choice is one more.

import { useEffect, useId, useMemo, useRef, useState } from "react";
import { t } from "./translate.js";

// How well an option answers what is typed: its beginning, a word's beginning, anywhere, or (3) not at all.
function rank(option, typed) {
  const text = `${option.label} ${option.words ?? ""}`.toLowerCase();
  const wanted = typed.trim().toLowerCase();
  if (text.startsWith(wanted)) return 0;
  const words = wanted.split(/\s+/);
  if (words.every((word) => text.split(/[\s./-]+/).some((part) => part.startsWith(word)))) return 1;
  return words.every((word) => text.includes(word)) ? 2 : 3;
}

function search(options, typed) {
  const ranked = options.map((option) => ({ ...option, group: "", rank: rank(option, typed) }));
  return ranked.filter((option) => option.rank < 3).sort((one, other) => one.rank - other.rank);
}

function Option({ option, id, active, chosen, onPick }) {
  const row = useRef(null);
  useEffect(() => {
    if (active) row.current?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <li
      ref={row}
      id={id}
      role="option"
      className="picker-option"
      aria-selected={chosen}
      aria-disabled={option.disabled || undefined}
      data-active={active}
      onMouseDown={(event) => {
        event.preventDefault(); // keeps the focus in the input
        if (!option.disabled) onPick(option);
      }}
    >
      <span className="picker-label">{option.label}</span>
      {option.note && <span className="picker-note">{option.note}</span>}
    </li>
  );
}

function grouped(options) {
  const groups = new Map();
  options.forEach((option, index) => {
    const name = option.group ?? "";
    groups.set(name, [...(groups.get(name) ?? []), [option, index]]);
  });
  return [...groups];
}

// The options that are typed out in full, by name or by value; with commas several.
function typedOut(options, typed) {
  const names = typed.split(",").map((name) => name.trim().toLowerCase()).filter(Boolean);
  const named = names.map((name) =>
    options.find((option) => [option.value, option.label].some((text) => text.toLowerCase() === name)),
  );
  return named.filter((option) => option && !option.disabled);
}

function One({ value = "", options = [], label, placeholder, disabled, required, onChange, testId, inputId, pickSeveral }) {
  const ids = useId();
  const input = useRef(null);
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState(null);
  const [moved, setMoved] = useState(null);
  const chosen = options.find((option) => option.value === value);
  const found = useMemo(
    () => (typed ? search(options, typed) : options),
    [options, typed],
  );
  const active = moved ?? Math.max(0, found.indexOf(chosen)); // which may be chosen from elsewhere while it is open

  const show = () => {
    if (open || disabled) return;
    setTyped(null);
    setMoved(null);
    setOpen(true);
  };
  const hide = () => {
    setOpen(false);
    setTyped(null);
  };
  const pick = (option) => {
    if (!option || option.disabled) return;
    hide();
    if (option.value !== value) onChange?.(option.value);
  };
  // Leaving the field takes what was typed out in full, and forgets what was not.
  const leave = () => {
    const named = typed ? typedOut(options, typed) : [];
    if (pickSeveral && named.length) pickSeveral(named);
    else if (named.length) pick(named[0]);
    hide();
  };
  const enter = () => {
    const named = typed?.includes(",") && pickSeveral ? typedOut(options, typed) : [];
    if (named.length) leave();
    else pick(found[active]);
  };
  const move = (step) => {
    show();
    const count = found.length;
    let next = active;
    for (let tries = 0; open && tries < count; tries += 1) {
      next = (next + step + count) % count;
      if (!found[next].disabled) break;
    }
    setMoved(next);
  };
  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => (open ? enter() : show()),
    Escape: hide,
  };
  const press = (event) => {
    if (event.key === "Escape" && !open) return;
    if (event.key === "Tab" && open && typed) enter();
    const act = keys[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  };

  return (
    <div className="picker">
      <input
        ref={input}
        id={inputId}
        className="field"
        data-testid={testId}
        data-value={value}
        role="combobox"
        aria-label={label}
        aria-expanded={open}
        aria-controls={open ? `${ids}list` : undefined}
        aria-required={required || undefined}
        aria-activedescendant={open && found[active] ? `${ids}${active}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck="false"
        disabled={disabled}
        placeholder={open ? (chosen?.label ?? placeholder) : placeholder}
        value={typed ?? chosen?.label ?? value}
        onFocus={(event) => event.target.select()}
        onClick={show}
        onBlur={leave}
        onKeyDown={press}
        onChange={(event) => {
          setOpen(true);
          setTyped(event.target.value);
          setMoved(0);
        }}
      />
      {open && (
        <ul id={`${ids}list`} role="listbox" aria-label={label} className="picker-list">
          {grouped(found).map(([name, members]) => (
            <li key={name} role="presentation">
              {name && <div className="picker-group" role="presentation">{name}</div>}
              <ul role="group" aria-label={name || label}>
                {members.map(([option, index]) => (
                  <Option
                    key={option.value}
                    option={option}
                    id={`${ids}${index}`}
                    active={index === active}
                    chosen={option.value === value}
                    onPick={pick}
                  />
                ))}
              </ul>
            </li>
          ))}
          {found.length === 0 && <li className="picker-none" role="presentation">{t("Nothing matches “{text}”.", { text: typed })}</li>}
        </ul>
      )}
    </div>
  );
}

function Several({ value, options, placeholder, onChange, ...rest }) {
  const chosen = value.split(",").map((one) => one.trim()).filter(Boolean);
  const left = options.filter((option) => !chosen.includes(option.value));
  const choose = (values) => onChange?.(values.join(", "));
  const more = (values) => choose([...new Set([...chosen, ...values])]);
  const nameOf = (one) => options.find((option) => option.value === one)?.label ?? one;
  return (
    <div className="picker-several">
      {chosen.map((one) => (
        <span key={one} className="picker-chip">
          {nameOf(one)}
          <button
            type="button"
            aria-label={t("Remove {name}", { name: nameOf(one) })}
            title={t("Remove {name}", { name: nameOf(one) })}
            onClick={() => choose(chosen.filter((other) => other !== one))}
          >
            ×
          </button>
        </span>
      ))}
      <One
        {...rest}
        value=""
        options={left}
        placeholder={chosen.length ? t("Add another") : placeholder}
        onChange={(one) => more([one])}
        pickSeveral={(named) => more(named.map((option) => option.value))}
      />
    </div>
  );
}

export function Picker({ value = "", options = [], multiple = false, ...rest }) {
  const Shown = multiple ? Several : One;
  return <Shown value={value} options={options} {...rest} />;
}
