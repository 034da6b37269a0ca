// A select for the language of the page. The server keeps the choice with the account, and then the page is loaded
// again: its texts come in that language, with a cookie by which the rest is asked for.

import { useEffect, useRef } from "react";
import { language } from "./translate.js";

export function LanguageChoice({ languages, kept, onChoose, ...rest }) {
  const select = useRef(null);
  useEffect(() => {
    select.current.value = language; // the page was made in English
  }, []);
  useEffect(() => {
    if (kept && kept !== language) window.location.reload();
  }, [kept]);
  return (
    <select ref={select} onChange={(event) => onChoose(event.target.value)} {...rest}>
      {languages.map(({ value, label }) => (
        <option key={value} value={value} lang={value}>
          {label}
        </option>
      ))}
    </select>
  );
}
