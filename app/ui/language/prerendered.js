// The page's HTML was made in English when it was built, and the page's script goes on from it: both have to say the
// same. So every text is translated as it arrives, before anything is painted and before that script runs.
(() => {
  const texts = globalThis.cuedeckTexts;
  const read = ["alt", "aria-label", "placeholder", "title"];

  function translated(text) {
    return Object.hasOwn(texts, text) ? texts[text] : text;
  }

  function element(node) {
    for (const name of read) {
      if (node.hasAttribute(name)) node.setAttribute(name, translated(node.getAttribute(name)));
    }
    if (!node.matches("script, style, pre, code, kbd")) node.childNodes.forEach(translate);
  }

  function translate(node) {
    if (node.nodeType === Node.ELEMENT_NODE) element(node);
    if (node.nodeType !== Node.TEXT_NODE) return;
    const told = node.data.split(" · ").map(translated).join(" · ");
    if (told !== node.data) node.data = told;
  }

  const arrives = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "characterData") translate(change.target);
      change.addedNodes.forEach(translate);
    }
  });
  document.documentElement.lang = globalThis.cuedeckLanguage;
  document.querySelectorAll("title").forEach((title) => title.childNodes.forEach(translate));
  arrives.observe(document, { childList: true, characterData: true, subtree: true });
  document.addEventListener("DOMContentLoaded", () => arrives.disconnect());
})();
