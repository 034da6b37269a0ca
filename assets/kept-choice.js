// Choices that this browser keeps; where it keeps nothing for us, they hold for the page.

export function keptChoice(name) {
  try {
    return window.localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function keepChoice(name, value) {
  try {
    window.localStorage.setItem(name, value);
  } catch {
    // it is asked again on the next page
  }
}
