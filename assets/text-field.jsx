// A text field that tells what is typed once the typing rests, and never takes a letter back: the answer to an
// earlier text may arrive while the next letters are being typed. Another value than the one it told is taken
// over, as when someone goes back in the browser. Leaving the field or pressing Enter tells at once.

import { useEffect, useRef, useState } from "react";

export function TextField({ value = "", delay = 250, label, onChange, ...rest }) {
  const [text, setText] = useState(value);
  const told = useRef(value);
  const timer = useRef(null);

  useEffect(() => {
    if (value !== told.current) {
      told.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const tell = (wanted) => {
    clearTimeout(timer.current);
    if (wanted !== told.current) {
      told.current = wanted;
      onChange?.(wanted);
    }
  };
  return (
    <input
      aria-label={label}
      {...rest}
      value={text}
      onChange={(event) => {
        const wanted = event.target.value;
        setText(wanted);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => tell(wanted), delay);
      }}
      onBlur={() => tell(text)}
      onKeyDown={(event) => event.key === "Enter" && tell(text)}
    />
  );
}
