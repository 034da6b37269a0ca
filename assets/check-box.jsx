// A checkbox that shows at once what was chosen, and takes over what the server makes of it.

import { useEffect, useState } from "react";

export function CheckBox({ checked = false, onChange, ...rest }) {
  const [shown, setShown] = useState(checked);
  useEffect(() => setShown(checked), [checked]);
  return (
    <input
      {...rest}
      type="checkbox"
      checked={shown}
      onChange={(event) => {
        setShown(event.target.checked);
        onChange?.(event.target.checked);
      }}
    />
  );
}
