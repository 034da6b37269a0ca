// A dialog on the browser's own <dialog>: it traps focus, closes on Escape and gives focus back by itself.

import { useEffect, useRef } from "react";

export function Modal({ open = false, label, onClose, className, children, ...rest }) {
  const dialog = useRef(null);
  useEffect(() => {
    const element = dialog.current;
    if (open && !element.open) element.showModal();
    if (!open && element.open) element.close();
  }, [open]);
  // The page decides when it is closed, so Escape and a press beside it only ask.
  const ask = (event) => {
    event.preventDefault();
    onClose?.();
  };
  return (
    <dialog
      ref={dialog}
      className={className}
      aria-label={label}
      onCancel={ask}
      onMouseDown={(event) => event.target === dialog.current && ask(event)}
      {...rest}
    >
      {open && children}
    </dialog>
  );
}
