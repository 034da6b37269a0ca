// Texts in the language of this browser. The server sends the catalogue as a script before the page's own
// (app/ui/language/catalogue_script.py); without one, as for English, every text is its own translation.

const texts = globalThis.cuedeckTexts ?? {};

export const language = globalThis.cuedeckLanguage ?? "en";

// How this person writes dates and numbers, in the language of the page: en-GB for English in Britain.
export const locale = globalThis.navigator?.languages?.find((one) => one.split("-")[0] === language) ?? language;

// `text` is the English one; `{name}` in it is replaced by `values.name`.
export function t(text, values) {
  const found = Object.hasOwn(texts, text) ? texts[text] : text;
  if (!values) return found;
  return found.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
}

// A count in words: `one` is a whole text, "1 file", `many` has a place for the number, "{count} files".
export function counted(number, one, many) {
  return number === 1 ? t(one) : t(many, { count: number.toLocaleString(language) });
}

export function decimal(number, places) {
  return number.toLocaleString(language, { minimumFractionDigits: places, maximumFractionDigits: places });
}
