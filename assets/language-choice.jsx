// A select for the language of the page. The choice is a cookie of this browser, which the server reads as well; the
// page is loaded again with it.

import { useEffect, useRef } from "react";
import { basePath } from "./base-path.js";
import { language } from "./translate.js";

const YEAR = 365 * 24 * 3600;

function choose(event) {
  document.cookie = `cuedeck_language=${event.target.value}; path=${basePath}/; max-age=${YEAR}; samesite=lax`;
  window.location.reload();
}

export function LanguageChoice({ languages, ...rest }) {
  const select = useRef(null);
  useEffect(() => {
    select.current.value = language; // the page was made in English
  }, []);
  return (
    <select ref={select} onChange={choose} {...rest}>
      {languages.map(({ value, label }) => (
        <option key={value} value={value} lang={value}>
          {label}
        </option>
      ))}
    </select>
  );
}
