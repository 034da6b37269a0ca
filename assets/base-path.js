// The path that this instance is served below ("" at the root of its host), as the page's router has it. The router's own
// links know it; addresses that leave the router go through `local`.

const router = typeof window === "undefined" ? null : window.__reactRouterContext;

export const basePath = (router?.basename ?? "/").replace(/\/+$/, "");

// `path` on this host; anything that is no path from the root stays as it is.
export function local(path) {
  return typeof path === "string" && path.startsWith("/") && !path.startsWith("//") ? basePath + path : path;
}
