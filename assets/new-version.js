// The bar of a tab that was opened before an update, and has reloaded once without getting the page that belongs to
// it. Reflex's own is English only; app/ui/plugins/new_version.py has it show this one. Plain DOM, since it must come
// whatever state the page is in.

import { t } from "./translate.js";

export function showNewVersion(id, reload) {
  if (document.getElementById(id)) return;
  const bar = document.createElement("div");
  bar.id = id;
  bar.className = "new-version";
  bar.setAttribute("role", "alert");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button plain";
  button.textContent = t("Reload");
  button.onclick = reload;
  bar.append(t("Cuedeck was updated. This page is still the one before."), button);
  document.body.append(bar);
}
