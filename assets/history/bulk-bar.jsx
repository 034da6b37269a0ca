// What can be done with the selected jobs, and how many they are.

import Ban from "lucide-react/dist/esm/icons/x.mjs";
import Download from "lucide-react/dist/esm/icons/download.mjs";
import LinkIcon from "lucide-react/dist/esm/icons/link.mjs";
import RotateCw from "lucide-react/dist/esm/icons/rotate-cw.mjs";
import Trash from "lucide-react/dist/esm/icons/trash-2.mjs";
import { local } from "../base-path.js";
import { counted, t } from "../translate.js";

const ACTIONS = [
  ["retry", t("Retry"), RotateCw],
  ["cancel", t("Cancel"), Ban],
  ["share", t("Share"), LinkIcon],
  ["delete", t("Delete files"), Trash],
];

function Archive({ selection, archiveHref }) {
  const words = (
    <>
      <Download size={14} aria-hidden="true" />
      {t("Download")}
    </>
  );
  if (selection.everything) {
    return (
      <a className="button plain" data-testid="bulk-download" href={local(archiveHref)} download="">
        {words}
      </a>
    );
  }
  return (
    <form method="post" action={local("/v1/jobs/archive")} target="archive-answer">
      {selection.ids.map((id) => (
        <input key={id} type="hidden" name="job_ids" value={id} />
      ))}
      <button type="submit" className="button plain" data-testid="bulk-download">
        {words}
      </button>
      <iframe name="archive-answer" title={t("Answer of the download")} hidden />
    </form>
  );
}

export function BulkBar({ selection, shown, matching, more, archiveHref, onBulk }) {
  const count = selection.ids.length;
  if (!count && !selection.everything) return null;
  const whole = shown.length > 0 && shown.every((row) => selection.has(row.id));
  const act = (action) => onBulk(action, selection.everything ? [] : selection.ids, selection.everything ? "all" : "");
  return (
    <div className="bulk-bar" data-testid="bulk-bar" role="group" aria-label={t("Selected jobs")}>
      <span className="bulk-count" aria-live="polite">
        {selection.everything ? t("All {jobs} selected", { jobs: matching }) : counted(count, "1 job selected", "{count} jobs selected")}
      </span>
      {whole && more && !selection.everything && (
        <button type="button" className="button quiet" data-testid="select-all" onClick={selection.chooseEverything}>
          {t("Select all {jobs} that match", { jobs: matching })}
        </button>
      )}
      <div className="actions">
        {ACTIONS.map(([action, words, Icon]) => (
          <button
            key={action}
            type="button"
            className="button plain"
            data-testid={`bulk-${action}`}
            onClick={() => act(action)}
          >
            <Icon size={14} aria-hidden="true" />
            {words}
          </button>
        ))}
        <Archive selection={selection} archiveHref={archiveHref} />
        <button type="button" className="button quiet" onClick={selection.clear}>
          {t("Clear")}
        </button>
      </div>
    </div>
  );
}
