// Comments as people read them: threads with their replies, a hundred at a time.

import { useState } from "react";
import { Moment } from "../relative-time.jsx";
import { useResult } from "./result.js";
import { counted, t } from "../translate.js";

const AT_ONCE = 100;

export function Comments({ jobId, version }) {
  const [count, setCount] = useState(AT_ONCE);
  const result = useResult(jobId, version);
  if (!result) return null;
  const { threads = [], title, total } = result;
  return (
    <section className="comments" data-testid="comments" aria-label={t("Comments")}>
      <h2>{title || t("Comments")}</h2>
      <p className="hint">{t("{comments} in {threads}", { comments: counted(total, "1 comment", "{count} comments"), threads: counted(threads.length, "1 thread", "{count} threads") })}</p>
      <ol>
        {threads.slice(0, count).map((thread) => (
          <li key={thread.id}>
            <Comment comment={thread} />
            {thread.replies.length > 0 && (
              <ol>
                {thread.replies.map((reply) => (
                  <li key={reply.id}><Comment comment={reply} /></li>
                ))}
              </ol>
            )}
          </li>
        ))}
      </ol>
      {threads.length > count && (
        <button type="button" className="button plain" onClick={() => setCount(count + AT_ONCE)}>
          {t("Show {count} more", { count: Math.min(AT_ONCE, threads.length - count) })}
        </button>
      )}
    </section>
  );
}

function Comment({ comment }) {
  return (
    <article className="comment">
      <header>
        <strong>{comment.author || t("Somebody")}</strong>
        {comment.by_uploader && <span className="tag">{t("Uploader")}</span>}
        {comment.pinned && <span className="tag">{t("Pinned")}</span>}
        <Moment at={comment.created_at} className="hint" />
        {comment.likes > 0 && <span className="hint">{counted(comment.likes, "1 like", "{count} likes")}</span>}
      </header>
      <p>{comment.text}</p>
    </article>
  );
}
