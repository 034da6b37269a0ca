// A button that copies text and says so for two seconds.

import { useEffect, useState } from "react";
import { t } from "./translate.js";

async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Without https, browsers offer only the older way.
  const area = Object.assign(document.createElement("textarea"), { value: text });
  (document.querySelector("dialog[open]") ?? document.body).append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

export function CopyButton({ text, label = t("Copy"), className, ...rest }) {
  const [said, setSaid] = useState("");
  useEffect(() => {
    const timer = said && setTimeout(() => setSaid(""), 2000);
    return () => clearTimeout(timer);
  }, [said]);
  const press = () =>
    copy(text).then(
      () => setSaid(t("Copied")),
      () => setSaid(t("Copy it by hand")),
    );
  return (
    <button type="button" className={className} onClick={press} {...rest}>
      <span aria-live="polite">{said || label}</span>
    </button>
  );
}
