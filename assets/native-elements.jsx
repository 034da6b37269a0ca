// Links and forms that the browser loads and posts by itself, past the page's router.

import { local } from "./base-path.js";

export function NativeLink({ href, ...props }) {
  return <a href={local(href)} {...props} />;
}

export function NativeForm({ action, ...props }) {
  return <form action={local(action)} {...props} />;
}
