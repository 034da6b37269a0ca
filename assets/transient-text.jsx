// Something that was said, and goes away by itself: not while someone points at it or has the focus in it.

import { useEffect, useState } from "react";

export function Fading({ text, seconds = 6, onEnd, children, ...rest }) {
  const [held, setHeld] = useState(false);
  // What was closed under the pointer, or with the focus in it, tells of neither leaving: nobody holds a new text.
  useEffect(() => setHeld(false), [text]);
  useEffect(() => {
    if (!text || held) return undefined;
    const timer = setTimeout(() => onEnd?.(), seconds * 1000);
    return () => clearTimeout(timer);
    // onEnd is made anew in every draw and always means the same
  }, [text, held, seconds]);
  const hold = { onMouseEnter: () => setHeld(true), onMouseLeave: () => setHeld(false) };
  const keep = { onFocus: () => setHeld(true), onBlur: () => setHeld(false) };
  return (
    <div {...rest} {...hold} {...keep}>
      {text && children}
    </div>
  );
}
